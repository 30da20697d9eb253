"""What the commands say, in the language of the settings."""

from intake import settings
from intake.export._plain import plain
from intake.wording import sentence


def say(key: str, **values: object) -> str:
    """The sentence for `key` in `schemas/wording/commands.toml`."""
    return sentence("commands", key, settings.language(), **values)


def help_of(name: str) -> str:
    """The help of a command: paragraphs without line breaks of their own, as wide as the terminal is."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in say(f"{name}_help").split("\n\n"))


def one_line(text: str) -> str:
    """A file's name, or what was typed, made harmless on a terminal: it can't move the cursor or feign a line."""
    shown: str = plain(text.replace("\n", "\r").replace("\t", "\r"))
    return shown


def complaint(wrong: settings.BadSetting) -> str:
    """What is wrong with a setting; in bokmål where it is the language that is."""
    language = "nb" if wrong.expects == "language" else settings.language()
    return sentence("commands", f"setting_{wrong.expects}", language, name=wrong.name)


class Senseless(Exception):  # noqa: N818  what was asked for, not what went wrong
    """What was asked for makes no sense: exit status 2, and the sentence on standard error."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.sentence = say(key, **values)
