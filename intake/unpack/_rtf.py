"""The text of rich text, as Outlook keeps a message's when it keeps nothing else.

Outlook packs it ([MS-OXRTFCP]) and may wrap HTML in it ([MS-OXRTFEX]): the text outside the wrapping is what is read.
"""

import re

DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
PACKED, PLAIN = b"LZFu", b"MELA"
WINDOW = 4096
LARGEST = 5_000_000

TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
SILENT = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable generator xmlnstbl"
    b" rsidtbl latentstyles header footer footnote fldinst mhtmltag".split()
)
BREAKS = {b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t"}
SIGNS = {b"endash": "–", b"emdash": "—", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
         b"bullet": "•"}  # fmt: skip
ESCAPED = {b"~": " ", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n"}


def unpacked(content: bytes) -> bytes:
    """Compressed rich text as rich text, at most `LARGEST` bytes; what isn't packed in a known way gives nothing."""
    if content[8:12] == PLAIN:
        return content[16:]
    if content[8:12] != PACKED:
        return b""
    window, at, out = bytearray(DICTIONARY.ljust(WINDOW, b" ")), len(DICTIONARY), bytearray()
    place = 16
    while place < len(content) and len(out) < LARGEST:
        control, place = content[place], place + 1
        for bit in range(8):
            taken = 2 if control >> bit & 1 else 1
            run = _run(content[place : place + taken], window, at, taken == 2)
            place += taken
            if not run:
                return bytes(out)
            for byte in run:
                window[at] = byte
                at = (at + 1) % WINDOW
            out += run
    return bytes(out)


def _run(piece: bytes, window: bytearray, at: int, is_reference: bool) -> bytes:
    """The bytes that one token stands for; none at the end, which is a reference to where writing goes on."""
    if len(piece) < 1 + is_reference or not is_reference:
        return piece if not is_reference else b""
    offset, length = piece[0] << 4 | piece[1] >> 4, (piece[1] & 15) + 2
    if offset == at:
        return b""
    near = (at - offset) % WINDOW
    seen = bytes(window[(offset + n) % WINDOW] for n in range(min(near, length)))
    return (seen * (length // max(1, len(seen)) + 1))[:length]


def text(content: bytes) -> str:
    """The visible text, with a new line a paragraph and a tab a cell."""
    reader = _Reader()
    for token in TOKEN.finditer(content):
        reader.take(token)
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.pieces)).strip()


class _Reader:
    """Where in nested groups the reader is. `silent` is the depth from which text isn't shown, 0 for none."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.depth = self.silent = self.skip = 0
        self.after = 1  # how many characters stand in for one of Unicode
        self.wrapped: list[bool] = [False]

    def take(self, token: re.Match[bytes]) -> None:
        code, word, number, escaped, brace, plain = token.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, number)
        elif escaped == b"*":
            self.silent = self.silent or self.depth
        elif code or escaped or plain:
            said = bytes([int(code, 16)]).decode("cp1252", "replace") if code else ""
            self._say(said or ESCAPED.get(escaped or b"", "") or (plain or escaped or b"").decode("cp1252", "replace"))

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self.depth += 1
            self.wrapped.append(self.wrapped[-1])
            return
        self.depth -= 1
        if len(self.wrapped) > 1:
            self.wrapped.pop()
        if self.depth < self.silent:
            self.silent = 0

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in SILENT:
            self.silent = self.silent or self.depth
        elif word == b"htmlrtf":  # between \htmlrtf and \htmlrtf0 stands what the HTML does not have
            self.wrapped[-1] = number != b"0"
        elif word == b"uc":
            self.after = int(number or 1)
        elif word == b"u" and number:
            self._say(chr(int(number) % 0x10000))
            self.skip = self.after
        elif word in BREAKS or word in SIGNS:
            self._say(BREAKS.get(word) or SIGNS[word])

    def _say(self, said: str) -> None:
        skipped, self.skip = min(self.skip, len(said)), max(0, self.skip - len(said))
        if not self.silent and not self.wrapped[-1]:
            self.pieces.append(said[skipped:])
