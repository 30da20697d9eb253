"""What is kept: originals under their hash, and a ledger that only grows.

Plain `sqlite3` rather than an ORM: ten short tables, no object graph, and transactions that one can see. A case number
is given in the transaction that makes the case, so the ledger itself must say where a transaction begins.
"""
