"""What the free-text answers say: which conditions and services, and how it is with each.

A linguistic pipeline with its words as data (`schemas/catalogue`): names are found by inflection, compound and tolerant
spelling; an answer is parted into clauses; cues reach the mentions of their clause, a list, or the clause before, as in
ConText; and the guide's order decides where they differ. A trained model was not chosen: a few dozen annotated answers
can't train one, text generated from patterns teaches it the patterns again, and every decision here can be looked up in
a word list that a municipality may extend. Nothing is read from the network, and no text leaves the process.
"""

from intake.interpret.free_text.answers import understand

__all__ = ["understand"]
