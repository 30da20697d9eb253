"""Writes a trained reader as the product runs it: `python -m tests.training.handwriting.export CHECKPOINT OUT.onnx`."""

import argparse
from pathlib import Path

import onnx
import torch
from torch import nn

from tests.training.handwriting.alphabet import CHARACTERS
from tests.training.handwriting.network import Reader


class _Shares(nn.Module):
    """The reader with shares of one, instead of logits, and one grey channel, which it reads thrice."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        first = reader.stem[0]
        grey = nn.Conv2d(1, first.out_channels, 3, stride=2, padding=1)
        with torch.no_grad():
            grey.weight.copy_(first.weight.sum(1, keepdim=True))
            grey.bias.copy_(first.bias)
        reader.stem[0] = grey
        self.reader = reader

    def forward(self, line: torch.Tensor) -> torch.Tensor:
        """(n, 1, 48, w) to (n, w / 4 - 1, characters + 1)."""
        return torch.softmax(self.reader(line), -1)


def main() -> None:
    """Exports; the characters travel in the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    reader = Reader(len(CHARACTERS))
    reader.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["reader"])
    torch.onnx.export(
        _Shares(reader.eval()).eval(), (torch.zeros(1, 1, 48, 320),), str(args.out), input_names=["line"],
        output_names=["shares"], dynamic_axes={"line": {0: "n", 3: "width"}, "shares": {0: "n", 1: "steps"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    model = onnx.load(args.out)
    model.metadata_props.add(key="characters", value=CHARACTERS)
    onnx.save(model, args.out)


if __name__ == "__main__":
    main()
