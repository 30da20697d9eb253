"""Trains the network that tells print from hand: `python -m tests.training.print_or_hand.train LINES.npz OUT.onnx`.

Needs torch, which nothing else in the project needs. Seeded; some ten minutes on two cores.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

EPOCHS, BATCH, SEED = 14, 48, 7


class Network(nn.Module):
    """Four layers of separable-sized convolutions over a line, averaged along it: some 60,000 weights."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (1, 16, 32, 48, 64)
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2)]
        self.body = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(64 * 2, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, line: torch.Tensor) -> torch.Tensor:
        """Lines of shape (n, 1, 32, width), ink 1 and paper 0, to logits of shape (n, 1)."""
        seen = self.body(line)
        return self.head(torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1))


def _varied(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same line on another scanner: blurred, coarsened, noisy, thresholded, stretched, faint, cut short."""
    height, width = line.shape
    if rng.random() < 0.5 and width > 90:
        start = int(rng.integers(0, width - 80))
        line = line[:, start : start + int(rng.integers(60, width - start + 1))]
    out = line.astype(np.float32)
    if rng.random() < 0.4:
        wide = max(24, int(out.shape[1] * rng.uniform(0.75, 1.3)))
        out = cv2.resize(out, (wide, height))
    if rng.random() < 0.4:
        factor = rng.uniform(0.5, 0.9)
        small = cv2.resize(out, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        out = cv2.resize(small, (out.shape[1], height))
    if rng.random() < 0.4:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.3:
        out = np.where(out > rng.uniform(110, 190), 255.0, 0.0)
    if rng.random() < 0.5:
        out = out + rng.normal(0, rng.uniform(2, 18), out.shape)
    if rng.random() < 0.3:
        dy, shear = rng.uniform(-2, 2), rng.uniform(-0.25, 0.25)
        move = np.array([[1, shear, -shear * height / 2], [0, 1, dy]], np.float32)
        out = cv2.warpAffine(out, move, (out.shape[1], height), borderValue=255)
    return np.clip(out, 0, 255)


def _batch(lines: list[np.ndarray]) -> torch.Tensor:
    wide = max(48, -(-max(line.shape[1] for line in lines) // 64) * 64)
    batch = np.zeros((len(lines), 1, lines[0].shape[0], wide), np.float32)
    for i, line in enumerate(lines):
        batch[i, 0, :, : line.shape[1]] = (255 - line) / 255
    return torch.from_numpy(batch)


def main() -> None:
    """Trains on nine tenths of the files, says how the rest is told apart, and writes the network as ONNX."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    rng = np.random.default_rng(SEED)
    data = np.load(args.lines)
    pictures = [p[:, :w] for p, w in zip(data["pictures"], data["widths"], strict=True)]
    labels, groups = data["labels"].astype(np.float32), data["groups"]
    names = np.unique(groups)
    held = np.isin(groups, rng.choice(names, len(names) // 10, replace=False))
    network = _trained(pictures, labels, np.flatnonzero(~held), np.flatnonzero(held), rng).eval()
    torch.onnx.export(
        network, (torch.zeros(1, 1, 32, 256),), str(args.out), input_names=["line"], output_names=["logit"],
        dynamic_axes={"line": {0: "n", 3: "width"}}, opset_version=17, dynamo=False,
    )  # fmt: skip


def _trained(
    pictures: list[np.ndarray], labels: np.ndarray, train: np.ndarray, test: np.ndarray, rng: np.random.Generator
) -> Network:
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.02)
    steps = EPOCHS * (len(train) // BATCH + 1) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        network.train()
        for batch in _batches(pictures, train, rng):
            logits = network(_batch([_varied(pictures[i], rng) for i in batch]))[:, 0]
            wanted = torch.from_numpy(labels[batch] * 0.98 + 0.01)
            loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: {_told(network, pictures, labels, test)}", flush=True)
    return network


def _batches(pictures: list[np.ndarray], train: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Lines of about one width together, the batches in any order."""
    order = rng.permutation(train)
    order = order[np.argsort([pictures[i].shape[1] + rng.integers(0, 60) for i in order])]
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _told(network: Network, pictures: list[np.ndarray], labels: np.ndarray, test: np.ndarray) -> str:
    network.eval()
    with torch.no_grad():
        logits = np.array([float(network(_batch([pictures[i].astype(np.float32)]))[0, 0]) for i in test])
    hand = labels[test] > 0.5
    wrong = (logits > 0) != hand
    return f"held out: {wrong[hand].sum()} of {hand.sum()} hands, {wrong[~hand].sum()} of {(~hand).sum()} prints wrong"


if __name__ == "__main__":
    main()
