"""Trains the handwriting reader: `python -m tests.training.handwriting.train --help`; the README beside it says how.

It can be stopped at any time and goes on from its last checkpoint. Shards that come into the folder while it runs are
taken in.
"""

import argparse
import itertools
import math
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from torch import nn
from torch.nn import functional

from tests.training.handwriting.alphabet import CHARACTERS
from tests.training.handwriting.lines import WIDTHS, Line, batch, decoded, plain, real, rendered, varied, wide_enough
from tests.training.handwriting.network import Reader, packaged

CODES = {c: i + 1 for i, c in enumerate(CHARACTERS)}
SAVED_EVERY, TOLD_EVERY = 120, 900
"""Seconds."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, required=True, help="lines.zip")
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered lines to train with")
    parser.add_argument("--validation", type=Path, required=True, help="folder of rendered lines to choose by")
    parser.add_argument("--model", type=Path, required=True, help="PP-OCRv6_rec_small.onnx of the package rapidocr")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--steps", type=int, help="how long to train; or")
    parser.add_argument("--minutes", type=float, help="by the clock")
    parser.add_argument("--pixels", type=int, default=6144, help="width of a batch, all lines together")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--share", type=float, default=0.6, help="of real lines")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--frozen", type=int, default=0, help="stem and so many blocks stay as they are: half as dear")
    parser.add_argument("--with-validation", action="store_true", help="learn from those real lines too")
    return parser.parse_args()


def main() -> None:
    """See the module."""
    args = _arguments()
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(args.seed)
    parts = real(args.real)
    if args.with_validation:
        parts["train"] += parts["validation"]
    reader = packaged(args.model, CHARACTERS).to(args.device, memory_format=torch.channels_last)
    if args.frozen:
        reader.stem.requires_grad_(False)
        reader.blocks[: args.frozen].requires_grad_(False)
    print({part: len(lines) for part, lines in parts.items()}, flush=True)
    _train(reader, parts, args)


def _train(reader: Reader, parts: dict[str, list[Line]], args: argparse.Namespace) -> None:
    optimiser = torch.optim.AdamW(reader.parameters(), lr=args.rate, betas=(0.9, 0.98), weight_decay=0.01)
    step, spent = 0, 0.0
    if args.checkpoint.exists():
        saved = torch.load(args.checkpoint, map_location=args.device)
        reader.load_state_dict(saved["reader"])
        optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["seconds"]
    held = {"real": parts["validation"][::3][:110], "set": rendered(args.validation)[:110]}
    began, losses, seen = time.monotonic() - spent, [], 0
    saved_at = told_at = time.monotonic()
    for pictures, texts in _batches(parts["train"], args, np.random.default_rng([args.seed, step])):
        done = step / args.steps if args.steps else (time.monotonic() - began) / 60 / args.minutes
        for group in optimiser.param_groups:
            group["lr"] = (
                args.rate * min(1, (step + 1) / 60) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(1, done))) / 2)
            )
        losses.append(_step(reader, optimiser, pictures, texts, args.device))
        step, seen = step + 1, seen + len(texts)
        if time.monotonic() - saved_at > SAVED_EVERY or done >= 1:
            saved_at = time.monotonic()
            state = {"reader": reader.state_dict(), "optimiser": optimiser.state_dict()}
            _save({**state, "step": step, "seconds": saved_at - began}, args.checkpoint)
            told = ""
            if saved_at - told_at > TOLD_EVERY or done >= 1:
                told_at, told = saved_at, _told(reader, held, args.device)
            print(
                f"{(saved_at - began) / 60:.1f} min, step {step}, {seen} lines, loss {np.mean(losses):.3f} {told}",
                flush=True,
            )
            losses = []
        if done >= 1:
            return


def _save(state: dict[str, object], path: Path) -> None:
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.rename(path)


def _step(
    reader: Reader, optimiser: torch.optim.Optimizer, pictures: NDArray[np.float32], texts: list[str], device: str
) -> float:
    lines = torch.from_numpy(np.ascontiguousarray(pictures)).to(device, memory_format=torch.channels_last)
    with torch.autocast(device.split(":")[0], torch.bfloat16):
        logits = reader(lines)
    shares = functional.log_softmax(logits.float(), -1).transpose(0, 1)
    targets = torch.tensor([CODES[c] for text in texts for c in text])
    sizes = torch.tensor([len(text) for text in texts])
    steps = torch.full((len(texts),), shares.shape[0])
    loss = functional.ctc_loss(shares, targets.to(device), steps, sizes, zero_infinity=True)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
    optimiser.step()
    return float(loss.detach())


def _batches(
    lines: list[Line], args: argparse.Namespace, generator: np.random.Generator
) -> Iterator[tuple[NDArray[np.float32], list[str]]]:
    """Without end: lines of about one width, always as many of one width, real ones and set ones mixed."""
    weights = np.cumsum([line.weight for line in lines])
    made: list[Line] = []
    waiting: dict[int, list[tuple[NDArray[np.float32], str]]] = {width: [] for width in WIDTHS}
    for drawn in itertools.count():
        if drawn % 2000 == 0:
            made = rendered(args.shards)
        if generator.random() < args.share:
            line = lines[int(np.searchsorted(weights, generator.random() * weights[-1]))]
        else:
            line = made[int(generator.integers(len(made)))]
        picture = varied(decoded(line.picture), generator)
        width = wide_enough(picture.shape[1])
        waiting[width].append((picture, line.text))
        if len(waiting[width]) == max(1, args.pixels // width):
            yield batch([p for p, _ in waiting[width]]), [text for _, text in waiting[width]]
            waiting[width] = []


def best_path(scores: NDArray[np.float32]) -> str:
    """The text of the likeliest path, (steps, characters + 1)."""
    best = scores.argmax(1)
    new = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
    return "".join(CHARACTERS[i - 1] for i in best[new]).strip()


def read(reader: Reader, lines: list[Line], device: str, pixels: int = 6144) -> Iterator[tuple[str, str]]:
    """What is read and what stands there, in any order."""
    waiting = sorted(((plain(decoded(line.picture)), line.text) for line in lines), key=lambda pair: pair[0].shape[1])
    reader.eval()
    with torch.no_grad():
        while waiting:
            count = max(1, pixels // wide_enough(waiting[0][0].shape[1]))
            count = sum(wide_enough(p.shape[1]) == wide_enough(waiting[0][0].shape[1]) for p, _ in waiting[:count])
            taken, waiting = waiting[:count], waiting[count:]
            pictures = torch.from_numpy(np.ascontiguousarray(batch([p for p, _ in taken]))).to(device)
            with torch.autocast(device.split(":")[0], torch.bfloat16):
                scores = reader(pictures.to(memory_format=torch.channels_last)).float().cpu().numpy()
            yield from ((best_path(score), text) for score, (_, text) in zip(scores, taken, strict=True))
    reader.train()


def _told(reader: Reader, held: dict[str, list[Line]], device: str) -> str:
    told = []
    for name, lines in held.items():
        pairs = list(read(reader, lines, device))
        wrong = sum(Levenshtein.distance(a.casefold(), b.casefold()) for a, b in pairs)
        told.append(f"{name} {100 * wrong / sum(len(b) for _, b in pairs):.2f} %")
    return ", ".join(told)


if __name__ == "__main__":
    main()
