"""HEIC pictures, as telephones take them, written without an encoder: every block holds its samples as they are.

The picture is one HEVC intra frame (ITU-T H.265) of 32 x 32 blocks, each a slice of its own with `pcm_flag`, so that
the arithmetic coder always begins anew and its few bits are the same for all. The box structure is that of ISO/IEC
23008-12. The files are as large as the samples, some megabytes; the writers that compress are under the GPL.
"""

import re
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures

SIDE = 32
LEVEL = 186
COMPATIBLE = 0x70000000  # Main, Main 10 and Main Still Picture
VPS, SPS, PPS, IDR = 32, 33, 34, 20
Samples = NDArray[np.uint8]


class _Bits:
    """A row of bits in the making."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def u(self, value: int, count: int) -> "_Bits":
        """A number of so many bits."""
        self.bits += [value >> shift & 1 for shift in range(count - 1, -1, -1)]
        return self

    def ue(self, *values: int) -> "_Bits":
        """Exp-Golomb codes (H.265 9.2)."""
        for value in values:
            length = (value + 1).bit_length()
            self.u(0, length - 1).u(value + 1, length)
        return self

    def closed(self) -> bytes:
        """The bytes, with a stop bit and zeros behind it."""
        self.u(1, 1)
        return self.filled()

    def filled(self) -> bytes:
        """The bytes, with zeros behind."""
        self.u(0, -len(self.bits) % 8)
        return bytes(int("".join(map(str, self.bits[at : at + 8])), 2) for at in range(0, len(self.bits), 8))


def _coded(reach: int) -> bytes:
    """What the arithmetic coder writes for a bin that ends its run (H.265 9.3.4.4), when its range is `reach` and
    nothing was written yet. The first bit that it puts is never written; one in doubt waits for the next."""
    low, waiting = reach - 2, 0
    put: list[int] = []
    for _ in range(7):
        if 256 <= low < 512:
            low, waiting = (low - 256) << 1, waiting + 1
        else:
            bit = low >> 9
            put += [bit, *[1 - bit] * waiting]
            low, waiting = (low & 511) << 1, 0
    bit = low >> 9
    put += [bit, *[1 - bit] * waiting]
    bits = _Bits()
    bits.bits = put[1:]
    return bits.u(low >> 7 & 3 | 1, 2).filled()


WHOLE = 510
LEAST_PROBABLE = 240  # of the range, in the state that part_mode begins with at quantiser 26 (H.265 table 9-46)
BEGIN = _coded(WHOLE - LEAST_PROBABLE)
"""part_mode 2Nx2N and pcm_flag."""
END = _coded(WHOLE)
"""end_of_slice_segment_flag, after the coder began anew."""


def _unit(kind: int, payload: bytes) -> bytes:
    """A NAL unit; no three bytes in it look like the start of another."""
    return struct.pack(">H", kind << 9 | 1) + re.sub(b"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)


def _profile(bits: _Bits) -> _Bits:
    return bits.u(3, 8).u(COMPATIBLE, 32).u(0b1001, 4).u(0, 44).u(LEVEL, 8)


def _parameter_sets(width: int, height: int, shown: tuple[int, int]) -> tuple[bytes, bytes, bytes]:
    """VPS, SPS and PPS of a frame of this size, of which `shown` (width, height) is shown."""
    vps = _profile(_Bits().u(0, 4).u(3, 2).u(0, 6).u(0, 3).u(1, 1).u(0xFFFF, 16)).u(1, 1).ue(0, 0, 0)
    vps.u(0, 6).ue(0).u(0, 2)
    sps = _profile(_Bits().u(0, 4).u(0, 3).u(1, 1)).ue(0, 1, width, height)
    sps.u(1, 1).ue(0, (width - shown[0]) // 2, 0, (height - shown[1]) // 2)  # the window, in pairs of samples
    sps.ue(0, 0, 0).u(1, 1).ue(0, 0, 0)  # eight bits a sample, one picture
    sps.ue(2, 0, 0, 3, 0, 0).u(0, 3)  # blocks of 32, transforms of 4 to 32; no lists, AMP or SAO
    sps.u(1, 1).u(7, 4).u(7, 4).ue(2, 0).u(1, 1)  # blocks of 32 may hold their samples, and are left unfiltered
    sps.ue(0).u(0, 5)
    pps = _Bits().ue(0, 0).u(0, 7).ue(0, 0, 0).u(0, 3).ue(0, 0).u(0, 7)
    pps.u(1, 1).u(0, 1).u(1, 1)  # no deblocking
    pps.u(0, 2).ue(0).u(0, 2)
    return _unit(VPS, vps.closed()), _unit(SPS, sps.closed()), _unit(PPS, pps.closed())


def _slices(luma: Samples, blue: Samples, red: Samples) -> Iterator[bytes]:
    """A slice a block, row by row."""
    rows, columns = luma.shape[0] // SIDE, luma.shape[1] // SIDE
    length = (rows * columns - 1).bit_length()
    half = SIDE // 2
    for number in range(rows * columns):
        row, column = divmod(number, columns)
        header = _Bits().u(number == 0, 1).u(0, 1).ue(0)
        if number:
            header.u(number, length)
        header.ue(2, 0)  # an I slice, at the quantiser of the picture
        y, x = row * SIDE, column * SIDE
        small = slice(y // 2, y // 2 + half), slice(x // 2, x // 2 + half)
        samples = luma[y : y + SIDE, x : x + SIDE].tobytes() + blue[small].tobytes() + red[small].tobytes()
        yield _unit(IDR, header.closed() + BEGIN + samples + END)


def _box(kind: str, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind.encode("ascii") + body


def _full(kind: str, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *content)


def _configuration(sets: tuple[bytes, bytes, bytes]) -> bytes:
    """The decoder's configuration, with the parameter sets."""
    head = struct.pack(">BBI", 1, 3, COMPATIBLE) + b"\x90" + bytes(5) + struct.pack(">B", LEVEL)
    head += bytes((0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, len(sets)))
    arrays = (struct.pack(">BHH", 0x80 | unit[0] >> 1, 1, len(unit)) + unit for unit in sets)
    return _box("hvcC", head, *arrays)


def _properties(sets: tuple[bytes, bytes, bytes], shown: tuple[int, int], quarters: int) -> bytes:
    """What is said of the picture: how to decode it, its size, its colours, and how many quarters to turn it left."""
    held = [_configuration(sets), _full("ispe", struct.pack(">II", *shown))]
    held.append(_box("colr", b"nclx", struct.pack(">HHHB", 1, 13, 6, 0x80)))
    held += [_box("irot", bytes((quarters,)))] if quarters else []
    of_item = bytes((0x81, 2, 3, 0x84))[: len(held)]
    links = _full("ipma", struct.pack(">IHB", 1, 1, len(held)), of_item)
    return _box("iprp", _box("ipco", *held), links)


def written(picture: Pictures.Image, quarters: int = 0) -> bytes:
    """A HEIC of a picture that is to be turned left by so many quarters when it is shown; its sides are made even."""
    shown = picture.width // 2 * 2, picture.height // 2 * 2
    planes = np.asarray(picture.convert("YCbCr").crop((0, 0, *shown)))
    pad = -shown[1] % SIDE, -shown[0] % SIDE
    planes = np.pad(planes, ((0, pad[0]), (0, pad[1]), (0, 0)), mode="edge")
    height, width = planes.shape[:2]
    small = planes.reshape(height // 2, 2, width // 2, 2, 3).mean(axis=(1, 3)).round().astype(np.uint8)
    units = list(_slices(planes[..., 0], small[..., 1], small[..., 2]))
    data = b"".join(struct.pack(">I", len(unit)) + unit for unit in units)
    sets = _parameter_sets(width, height, shown)
    kind = _box("ftyp", b"heic", bytes(4), b"mif1heic")

    def described(offset: int) -> bytes:
        """The description, for data that begin at this byte of the file."""
        place = struct.pack(">HHHHHHII", 0x4400, 1, 1, 0, 0, 1, offset, len(data))
        entry = _full("infe", struct.pack(">HH", 1, 0), b"hvc1\x00", version=2)
        handler = _full("hdlr", bytes(4), b"pict", bytes(12), b"\x00")
        return _full(
            "meta",
            handler,
            _full("pitm", struct.pack(">H", 1)),
            _full("iloc", place, version=1),
            _full("iinf", struct.pack(">H", 1), entry),
            _properties(sets, shown, quarters),
        )

    start = len(kind) + len(described(0)) + 8
    return kind + described(start) + _box("mdat", data)
