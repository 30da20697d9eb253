"""What the free-text answers say: which conditions and services, and how it is with each.

A linguistic pipeline with its words as data (`schemas/catalogue`): names are found by inflection, compound and tolerant
spelling; an answer is parted into clauses; cues reach the mentions of their clause, a list, or the clause before, as in
ConText; and a log-linear model weighs what cues, events and the words around a mention say of its status. It is learnt
by `python -m tests.bench learn` from annotated answers, and every weight stands in `schemas/catalogue/weights`.
Nothing is read from the network, and no text leaves the process.
"""

from intake.interpret.free_text.answers import understand

__all__ = ["understand"]
