"""One line of print or handwriting, by the recogniser PP-OCRv6 small that the package `rapidocr` carries.

Apache-2.0, about 40 ms a line on one core. It is another network with other training than tesseract: where both read
the same, the text is seldom wrong. Its answers are limited to the characters that a Norwegian form can hold.
"""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Grey

HEIGHT = 48  # pixels: what the network was trained on
X_HEIGHT = 19  # pixels of a small letter in a line of print 48 pixels high
WIDEST = 2400
CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzæøåäöüéèêóòôáàçñčđŋšŧžąćęłńśźż"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅÄÖÜÉÈÊÓÒÔÁÀÇÑČĐŊŠŦŽĄĆĘŁŃŚŹŻ"
    "0123456789 .,:;!?'\"()[]/\\-–+*=%&@#§€$_<>«»°"
)


class Network(NamedTuple):
    """The loaded network: `columns` of its output are the characters that may occur, column 0 the blank."""

    session: Any
    columns: NDArray[np.int64]
    characters: tuple[str, ...]


class Line(NamedTuple):
    """A line's text with the share of each of its characters; `confidence` is their mean, `weakest` the lowest."""

    text: str
    shares: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """The mean share, 0 for no text."""
        return sum(self.shares) / len(self.shares) if self.shares else 0.0

    @property
    def weakest(self) -> float:
        """The lowest share, 0 for no text."""
        return min(self.shares, default=0.0)


@cache
def _network() -> Network:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # widths differ: the arena would grow with every new one
    model = files("rapidocr") / "models" / "PP-OCRv6_rec_small.onnx"
    session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    alphabet = ["", *listed, " "]
    columns = [i for i, c in enumerate(alphabet) if i == 0 or c in CHARACTERS]
    return Network(session, np.array(columns), tuple(alphabet[i] for i in columns))


def _prepared(grey: Grey, x_height: float) -> NDArray[np.float32]:
    """The line 48 pixels high, its width a multiple of 32, from -1 (black) to 1 (white), three equal channels.

    Writing with long tails becomes small when all of it shall fit in 48 pixels; it is then drawn out to the width that
    letters of its height would have, since the network takes one step every eight pixels.
    """
    height, width = grey.shape
    scale = min(2.2 * HEIGHT / height, max(HEIGHT / height, X_HEIGHT / x_height))
    wide = min(WIDEST, max(16, round(width * scale)))
    method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    line = cv2.resize(grey, (wide, HEIGHT), interpolation=method)
    line = cv2.copyMakeBorder(line, 0, 0, 0, -wide % 32, cv2.BORDER_CONSTANT, value=255)
    one = (line.astype(np.float32) / 255 - 0.5) / 0.5
    return np.ascontiguousarray(np.broadcast_to(one, (1, 3, *one.shape)), np.float32)


def read_line(grey: Grey, x_height: float) -> Line:
    """The text of a picture that holds one line, small letters `x_height` pixels high; a CTC network's best path."""
    network = _network()
    name = network.session.get_inputs()[0].name
    scores = network.session.run(None, {name: _prepared(grey, x_height)})[0][0][:, network.columns]
    shares = scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-9)
    best = shares.argmax(axis=1)
    new = (best != 0) & (best != np.concatenate([[0], best[:-1]]))
    text = "".join(network.characters[i] for i in best[new])
    sure = shares[np.arange(len(best)), best][new]
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return Line(text[start:end], tuple(float(share) for share in sure[start:end]))
