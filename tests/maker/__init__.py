"""Makes filled-in forms by the hundred, with exact truth: typed, written, scanned, photographed and sent by e-mail.

It works from the templates in `schemas/forms` and their blanks, and every file follows from the seed and its number
alone. `python -m tests.maker --help` says how to call it. Everyone in what it makes is invented.
"""
