"""Forms that no template knows: drawn by lot from the domain, or laid out by hand in `by_hand/`.

`blocks` are what a form is made of, `look` is how it looks, `press` prints it, `invent` draws one by lot.
"""
