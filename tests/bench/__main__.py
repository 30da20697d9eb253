"""`python -m tests.bench NAME`: each module of this package with a `main` is a measurement."""

import importlib
import pkgutil
import sys

from tests import bench


def main(arguments: list[str]) -> int:
    """Runs the measurement named first, with the rest as its arguments."""
    names = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))
    if not arguments or arguments[0] not in names:
        print(f"python -m tests.bench {{{','.join(names)}}}", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"tests.bench.{arguments[0]}").main(arguments[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
