"""Makes the tables of `intake.read._language`: a model of letters from text alone (Witten and Bell's interpolation).

python -m tests.training.handwriting.language norwegian
python -m tests.training.handwriting.language french --real lines.zip
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intake.read._language import FOLDER, ORDER, UNIT, folded
from tests.training.handwriting.alphabet import CHARACTERS
from tests.training.handwriting.lines import real
from tests.training.handwriting.text import a_sentence, an_entry, catalogue, places, word_forms

KNOWN = "".join(dict.fromkeys(folded(c)[:1] for c in CHARACTERS))
Counted = tuple[NDArray[np.uint64], NDArray[np.float64]]
LEAST = (0.0, 0.0, 0.4, 0.9, 1.4, 1.9)
"""Groups of one letter, of two and so on are left out when they stand less often than this."""


def main() -> None:
    """Writes one language's tables into the models of the product."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=("norwegian", "french"))
    parser.add_argument("--real", type=Path, help="lines.zip")
    parser.add_argument("--sentences", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=23)
    args = parser.parse_args()
    if args.language == "norwegian":
        texts: list[tuple[Iterable[str], float]] = [
            (_sentences(args.sentences, args.seed), 1.0),
            (_catalogue(), 2.0),
            (word_forms(), 0.15),
        ]
    else:
        texts = [((line.text for line in real(args.real)["train"]), 1.0)]
    coded = [(_coded(lines), weight) for lines, weight in texts]
    counts: list[Counted] = []
    for letters in range(1, ORDER + 1):
        counts.append(_counted(coded, letters))
    _write(counts, FOLDER / f"letters_{args.language}.npz")


def _sentences(count: int, seed: int) -> Iterator[str]:
    """Invented answers and entries, a quarter in nynorsk."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        chance = generator.random()
        yield an_entry(generator) if chance < 0.12 else a_sentence(generator, "nn" if chance < 0.35 else "nb")


def _catalogue() -> Iterator[str]:
    """The names of conditions and services, in which a mistake costs most, and of places."""
    for language in ("nb", "nn"):
        for names in catalogue(language):
            yield from (name for name in names for _ in range(2))
    yield from (place.title() for _, place in places())


def _coded(lines: Iterable[str]) -> NDArray[np.uint64]:
    """All lines' letters as numbers, a blank between lines."""
    codes = {c: i + 1 for i, c in enumerate(KNOWN)}
    return np.array([codes[c] for line in lines for c in f" {folded(line)}" if c in codes] + [codes[" "]], np.uint64)


def _counted(coded: list[tuple[NDArray[np.uint64], float]], letters: int) -> Counted:
    """How often every group of so many letters stands there, by its key."""
    keys = [np.arange(1, len(KNOWN) + 1, dtype=np.uint64)] if letters == 1 else []
    weights = [np.full(len(KNOWN), 0.5)] if letters == 1 else []  # a letter that no text holds may occur all the same
    for text, weight in coded:
        key = np.zeros(len(text) - letters + 1, np.uint64)
        for place in range(letters):
            key = key << np.uint64(8) | text[place : len(text) - letters + 1 + place]
        found, often = np.unique(key, return_counts=True)
        keys.append(found)
        weights.append(often * weight)
    every, where = np.unique(np.concatenate(keys), return_inverse=True)
    return every, np.bincount(where, np.concatenate(weights))


def _write(counts: list[Counted], target: Path) -> None:
    every_key, every_cost, every_context, every_shorter = [], [], [], []
    lower: Counted = (np.zeros(0, np.uint64), np.zeros(0))
    for letters, (keys, often) in enumerate(counts, 1):
        contexts, where = np.unique(keys >> np.uint64(8), return_inverse=True)
        total, kinds = np.bincount(where, often), np.bincount(where, np.minimum(often, 1.0))
        kept = often >= LEAST[letters - 1]
        left = total + kinds - np.bincount(where, often * kept)  # what the shorter contexts share out
        before = np.full(len(keys), 1.0 / len(KNOWN))
        if letters > 1:
            before = _chances(keys & np.uint64((1 << 8 * (letters - 1)) - 1), lower)
        chance = (often + left[where] * before) / (total + kinds)[where]
        keys, chance = keys[kept], chance[kept]
        lower = keys, chance
        every_key.append(keys)
        every_cost.append(-np.log(chance))
        used = np.isin(contexts, keys >> np.uint64(8))
        every_context.append(contexts[used])
        every_shorter.append(-np.log(left / (total + kinds))[used])
    _save(target, every_key, every_cost, every_context, every_shorter)
    print(f"{target.name}: {sum(map(len, every_key))} groups, {target.stat().st_size / 1024:.0f} KiB")


def _chances(keys: NDArray[np.uint64], known: Counted) -> NDArray[np.float64]:
    """The chances of the known groups; of one that was left out, a small one."""
    at = np.minimum(np.searchsorted(known[0], keys), len(known[0]) - 1)
    return np.where(known[0][at] == keys, known[1][at], 1e-4)


def _save(target: Path, *tables: list[NDArray[np.generic]]) -> None:
    keys, costs, contexts, shorter = (np.concatenate(table) for table in tables)
    order, context_order = np.argsort(keys), np.argsort(contexts)
    np.savez_compressed(
        target,
        steps=np.diff(keys[order], prepend=np.uint64(0)),
        costs=_rounded(costs[order]),
        context_steps=np.diff(contexts[context_order], prepend=np.uint64(0)),
        shorter=_rounded(shorter[context_order]),
        characters=np.array(KNOWN),
    )


def _rounded(costs: NDArray[np.generic]) -> NDArray[np.uint8]:
    return np.clip(np.round(costs.astype(np.float64) / UNIT), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
