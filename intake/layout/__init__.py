"""What an unknown form asks for, and where: its printed matter, the meaning of its labels, and the fields they make.

Lengths are millimetres on the upright, straightened page, from its top left corner; `Box` here holds millimetres.
"""
