"""XML within documents, read so that it can neither grow nor reach out: no document types, so no entities."""

import re
import xml.etree.ElementTree as ET
from xml.etree.ElementTree import Element

from intake.model import Unprocessable

MAX_BYTES = 20_000_000
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
"""Office's strict files have the same names in spaces of their own (ECMA-376 part 4, annex A)."""


class _RefusedError(ValueError):
    """There is a document type."""


class _Plain(ET.TreeBuilder):
    """Refuses a document type: Word's and OpenDocument's files have none, and entities are declared in one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise _RefusedError


def root(content: bytes) -> Element:
    """Raises Unprocessable: corrupt_file, too_much_memory."""
    if len(content) > MAX_BYTES:
        raise Unprocessable("too_much_memory")
    try:
        return ET.fromstring(STRICT.sub(USUAL, content), ET.XMLParser(target=_Plain()))  # noqa: S314  see _Plain
    except (ET.ParseError, _RefusedError, ValueError, LookupError):
        raise Unprocessable("corrupt_file") from None
