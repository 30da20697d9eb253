"""The recogniser PP-OCRv6 small as a torch module, its weights taken from the ONNX file of the package `rapidocr`.

Batch norms, which stay as they are in training, are folded into the convolutions before them. The head keeps only the
columns of our characters.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

HEADS = 8


class SqueezeExcite(nn.Module):
    """Scales channels by what the whole line shows."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shape in, shape out (n, channels, h, w)."""
        return x * functional.hardsigmoid(self.up(functional.relu(self.down(x.mean((2, 3), keepdim=True)))))


class Block(nn.Module):
    """Looks around in each channel, then mixes the channels. `halve` takes every second row and widens."""

    def __init__(self, channels: int, out: int, excite: bool, halve: bool) -> None:
        super().__init__()
        self.residual = not halve
        stride = (2, 1) if halve else 1
        self.around = nn.Conv2d(channels, channels, 3, stride=stride, padding=1, groups=channels)
        self.excite = SqueezeExcite(channels) if excite else nn.Identity()
        self.wide = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = nn.Conv2d(2 * channels, out, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, channels, h, w) to (n, out, h or half of it, w)."""
        x = self.excite(self.around(x))
        mixed = self.narrow(functional.gelu(self.wide(x)))
        return x + mixed if self.residual else mixed


class Attention(nn.Module):
    """A transformer layer along the line."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(size, eps=1e-5)
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.norm_after = nn.LayerNorm(size, eps=1e-5)
        self.wide = nn.Linear(size, 2 * size)
        self.narrow = nn.Linear(2 * size, size)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, steps, size) in and out."""
        n, steps, size = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(n, steps, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
        shares = torch.softmax((q * (size // HEADS) ** -0.5) @ k.transpose(-1, -2), -1)
        x = x + self.out((shares @ v).transpose(1, 2).reshape(n, steps, size))
        return x + self.narrow(functional.silu(self.wide(self.norm_after(x))))


class Reader(nn.Module):
    """Lines (n, 3, 48, w), from -1 black to 1 white, to logits (n, w / 4 - 1, characters + 1), the blank first.

    The packaged network takes a step every eight pixels, which is too far for close writing. Ours takes one every four:
    the last pooling overlaps, and what looks along the line looks at every second step. Untrained it reads the same.
    """

    def __init__(self, characters: int) -> None:
        super().__init__()
        self.stem = nn.ModuleList(
            [
                nn.Conv2d(3, 48, 3, stride=2, padding=1),
                nn.Conv2d(48, 24, 2),
                nn.Conv2d(24, 48, 2),
                nn.Conv2d(96, 48, 3, stride=2, padding=1),
                nn.Conv2d(48, 96, 1),
            ]
        )
        self.blocks = nn.Sequential(
            Block(96, 96, True, False),
            Block(96, 96, False, False),
            Block(96, 96, False, False),
            Block(96, 192, False, True),
            *[Block(192, 192, excite, False) for excite in (True, False, True, False, True, False)],
            Block(192, 384, False, True),
            Block(384, 384, True, False),
            Block(384, 384, False, False),
        )
        self.aside = nn.Conv2d(384, 120, 1)
        self.into = nn.Conv2d(384, 120, 1)
        self.along = nn.Conv2d(120, 120, (1, 7), padding=(0, 6), dilation=(1, 2), groups=120)
        self.attention = nn.Sequential(Attention(120), Attention(120))
        self.norm = nn.LayerNorm(120, eps=1e-6)
        self.head = nn.Linear(120, characters + 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """See the class."""
        x = functional.relu(self.stem[0](x))
        other = functional.relu(self.stem[1](functional.pad(x, (0, 1, 0, 1))))
        other = functional.relu(self.stem[2](functional.pad(other, (0, 1, 0, 1))))
        # what is padded is never the largest: after relu nothing is below zero
        x = torch.cat([functional.max_pool2d(functional.pad(x, (0, 1, 0, 1)), 2, stride=1), other], 1)
        x = functional.relu(self.stem[4](functional.relu(self.stem[3](x))))
        x = functional.avg_pool2d(self.blocks(x), (3, 2), stride=(3, 1))
        aside = functional.silu(self.aside(x))
        x = functional.silu(self.into(x))
        x = x + functional.silu(self.along(x))
        x = self.norm(self.attention(x.squeeze(2).transpose(1, 2)))
        return self.head(x + aside.squeeze(2).transpose(1, 2))


def packaged(model: Path, characters: str) -> Reader:
    """The network with the package's weights; a character that the package lacks starts from small ones."""
    graph = onnx.load(model)
    weights = _weights(graph.graph)
    reader = Reader(len(characters))
    listed = ["", *{p.key: p.value for p in graph.metadata_props}["character"].splitlines(), " "]
    columns = [0, *[listed.index(c) if c in listed else -1 for c in characters]]
    with torch.no_grad():
        for module in _in_order(reader):
            weight, bias = next(weights)
            if module is reader.head:
                weight, bias = weight[columns], bias[columns]
                missing = torch.tensor(columns) < 0
                weight[missing], bias[missing] = weight.mean(0), bias.min()
            module.weight.copy_(weight.reshape(module.weight.shape))
            module.bias.copy_(bias.flatten())
    return reader


def _in_order(reader: Reader) -> Iterator[nn.Module]:
    """The modules with weights, in the order of the file."""
    stem = list(reader.stem)
    yield from stem
    for block in reader.blocks:
        yield from (m for m in block.modules() if isinstance(m, nn.Conv2d))
    yield from (reader.aside, reader.into, reader.along)
    for layer in reader.attention:
        yield from (layer.norm, layer.qkv, layer.out, layer.norm_after, layer.wide, layer.narrow)
    yield from (reader.norm, reader.head)


def _weights(graph: onnx.GraphProto) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Weight and bias of each layer: convolutions, linear layers (turned as torch wants them), layer norms."""
    named = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    renamed: dict[str, str] = {}
    pending: np.ndarray | None = None
    for node in graph.node:
        inputs = [renamed.get(name, name) for name in node.input]
        if node.op_type == "Identity":
            renamed[node.output[0]] = inputs[0]
            continue
        held = [named[name] for name in inputs if name in named]
        if node.op_type == "Conv":
            pending = held[0]
        elif node.op_type == "MatMul" and held:
            pending = held[0].T
        elif node.op_type == "Mul" and held and held[0].ndim == 1 and held[0].size > 1:
            pending = held[0]
        elif node.op_type == "BatchNormalization" and pending is not None:
            scale, shift, mean, variance = held
            factor = scale / np.sqrt(variance + 1e-5)
            yield torch.tensor(pending * factor[:, None, None, None]), torch.tensor(shift - mean * factor)
            pending = None
        elif node.op_type == "Add" and held and held[0].size > 1 and pending is not None:
            yield torch.tensor(pending), torch.tensor(held[0])
            pending = None
