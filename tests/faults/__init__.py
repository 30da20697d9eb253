"""What is promised of everything that arrives, tried under faults: `python -m tests.faults`.

In = stored + quarantined + known duplicates, with nothing lost, nothing doubled, and every original's hash right, over
folder, mailbox, upload and command at once. The receiving, the store, the ledger and the mail server are the real ones;
the reader is one that reads at once, so that thousands can be killed.
"""
