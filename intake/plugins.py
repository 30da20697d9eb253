"""Finds the modules of a room, so that an extension is one new file."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def discover(package: ModuleType) -> dict[str, ModuleType]:
    """The public modules of a package by name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
