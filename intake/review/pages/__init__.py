"""The pages, one module each, found by `intake.plugins.discover`: a new page is one new file with `router`.

`WAYS`, where a module has it, are its places in the navigation: `(order, path, key of the wording, roles)`.
"""
