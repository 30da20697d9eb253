"""One line of handwriting, by a network trained for this project and a model of letters.

The card of the network, `models/handwriting.md`, says what it was trained on, how often it errs, and what it can't.
Words that the writer struck out are left out.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Grey
from intake.read._beam import Reading, best_path, best_text
from intake.read._language import letters

MODEL = Path(__file__).parent / "models" / "handwriting.onnx"
HEIGHT = 48  # pixels: what the network was trained on
WIDEST = 2800
NARROWEST = 64
PIECES = re.compile(r">[^<]*<|\S+")
"""Words, and what was struck out, which the network writes between `>` and `<`."""


class Network(NamedTuple):
    """The loaded network, the characters of its columns (the first stands for none), and what its shares are worth.

    `worth` has, by name, the coefficients that turn features into probabilities, the constant first, and the share of
    wrong letters above which a line is called unreadable.
    """

    session: Any
    characters: str
    worth: Mapping[str, Sequence[float]]


class Word(NamedTuple):
    """A word with the probability that it is right."""

    text: str
    confidence: float


class Written(NamedTuple):
    """A line as it was read: `confidence` is the share of its letters that are likely right, 0 to 1.

    `unreadable` says that it is nonsense, most likely.
    """

    text: str
    confidence: float
    words: tuple[Word, ...]
    unreadable: bool


def session(model: Path) -> Any:
    """The network in a file, to be run on one core."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # widths differ: the arena would grow with every new one
    return ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@cache
def _network() -> Network:
    loaded = session(MODEL)
    told = loaded.get_modelmeta().custom_metadata_map
    return Network(loaded, told["characters"], json.loads(told["worth"]))


def prepared(grey: Grey) -> NDArray[np.float32]:
    """The line 48 pixels high and a multiple of 32 wide, its paper white, from -1 (black) to 1 (white)."""
    paper = max(float(np.percentile(grey, 75)), 90.0)
    white = np.clip(grey.astype(np.float32) * (255 / paper), 0, 255).astype(np.uint8)
    wide = min(WIDEST, max(16, round(grey.shape[1] * HEIGHT / grey.shape[0])))
    line = cv2.resize(white, (wide, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    pad = max(NARROWEST - wide, -wide % 32)
    return np.asarray(np.pad(line, ((0, 0), (0, pad)), constant_values=255) / 127.5 - 1, np.float32)


def seen(loaded: Any, grey: Grey) -> NDArray[np.float32]:
    """What the network sees along the line: steps by characters, those of one step adding up to one."""
    scores: NDArray[np.float32] = loaded.run(None, {"line": prepared(grey)[None, None]})[0][0]
    return scores


def read_line(grey: Grey, language: str | None = "nb") -> Written:
    """The text of a picture of one line, by the model of letters of nb, nn or fr; by the network alone for None."""
    network = _network()
    shares = seen(network.session, grey)
    if language:
        reading = best_text(shares, network.characters, letters(language))
    else:
        reading = best_path(shares, network.characters)
    return judged(reading, helped=language is not None)


def judged(reading: Reading, *, helped: bool) -> Written:
    """The reading without struck words, and how far it is to be believed; `helped` by a model of letters or not."""
    kind = "helped" if helped else "alone"
    worth = _network().worth
    words = tuple(
        Word(text, _logistic(worth[f"word_{kind}"], word_features(sure)))
        for text, sure in words_of(reading)
        if "<" not in text and ">" not in text
    )
    text = " ".join(word.text for word in words)
    if not text:
        return Written("", 0.0, (), bool(reading.text.strip()))
    wrong = _logistic(worth[f"line_{kind}"], line_features(reading))
    return Written(text, 1 - wrong, words, wrong > worth[f"unreadable_{kind}"][0])


def words_of(reading: Reading) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Each word with its letters' shares; what was struck out is one word, in its marks."""
    for found in PIECES.finditer(reading.text):
        yield found[0], reading.shares[found.start() : found.end()]


def line_features(reading: Reading) -> tuple[float, ...]:
    """What tells how much of a line is wrong: how unsure its letters are, how strange a text it is, and how short."""
    sure = np.array([s for s, c in zip(reading.shares, reading.text, strict=True) if c != " "] or [0.0])
    unsure = -np.log(np.maximum(sure, 1e-3)).mean()
    return float((1 - sure).mean()), float((sure < 0.6).mean()), float(unsure), reading.strange, 1 / len(sure)


def word_features(sure: Sequence[float]) -> tuple[float, ...]:
    """What tells whether a word is right: its least sure letter, all of them, and how many there are."""
    lowest, mean = max(1e-4, min(sure)), sum(sure) / len(sure)
    return math.log(lowest / max(1e-4, 1 - lowest)), mean, math.log(len(sure))


def _logistic(worth: Sequence[float], features: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-worth[0] - sum(w * f for w, f in zip(worth[1:], features, strict=True))))
