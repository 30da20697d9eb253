"""The characters that the handwriting reader can write, and texts brought to them."""

LETTERS = "abcdefghijklmnopqrstuvwxyz" + "æøå" + "éèêëàâáäöüçîïôóòùûñ" + "čđŋšŧž"
DIGITS = "0123456789"
MARKS = " .,:;!?'\"()[]/\\-–+*=%&@#§°_<>«»€$"
UPPER = "".join(dict.fromkeys(c.upper() for c in LETTERS))
CHARACTERS = LETTERS + UPPER + DIGITS + MARKS
"""Column 0 of the network is the blank, column i + 1 the i-th of these."""
OTHERS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "—": "–",
        "−": "-",
        "·": ".",
        "œ": "oe",
        "Œ": "Oe",
        "…": "...",
        "{": "(",
        "}": ")",
        "~": "-",
        "^": "",
        "|": "",
        "\u00a0": " ",
    }
)


def written(text: str) -> str | None:
    """The text in these characters, blanks folded; None when it holds one that is not among them."""
    text = " ".join(text.translate(OTHERS).split())
    return text if set(text) <= set(CHARACTERS) else None
