"""Free text: line breaks and runs of blanks fold to one space, words hyphenated at a line's end are joined."""

import re
import unicodedata

_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\s*\n\s*(?!(?:og|eller|og/eller|samt|til|men)\b)(?=[a-zæøå])")


def interpret(text: str) -> str:
    """The text on one line. «helse-» at a line's end keeps its hyphen before «og» and «eller»."""
    composed = unicodedata.normalize("NFC", text).replace("\u00ad\n", "-\n")
    return " ".join(_HYPHENATED.sub("", composed).split())


def holds(value: str) -> bool:
    """Any text is a text, if there is any."""
    return bool(value)
