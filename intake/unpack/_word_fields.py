"""What stands in the fields of a Word document: content controls and the older form fields."""

from xml.etree.ElementTree import Element

from intake.unpack._answers import is_placeholder
from intake.unpack._flow import Answer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FRAMES = ("docPartObj", "docPartList", "group", "picture", "bibliography")


def is_frame(control: Element) -> bool:
    """Whether a control only holds others, or parts of the document that nobody may change."""
    properties = control.find(W + "sdtPr")
    if properties is None:
        return True
    if any(
        properties.find(W + key) is not None
        for key in ("docPartObj", "docPartList", "group", "picture", "bibliography")
    ):
        return True
    lock = properties.find(W + "lock")
    if lock is not None and "ontent" in lock.get(W + "val", "") and lock.get(W + "val") != "sdtLocked":
        return True
    content = control.find(W + "sdtContent")
    return content is not None and any(content.find(f".//{W}{key}") is not None for key in ("sdt", "tbl", "ffData"))


def control_answer(control: Element, text: str) -> Answer:
    properties = control.find(W + "sdtPr")
    assert properties is not None  # else it is a frame
    named = (properties.find(W + key) for key in ("alias", "tag"))
    name = next((found.get(W + "val", "") for found in named if found is not None), "")
    tick = properties.find(W14 + "checkbox")
    if tick is not None:
        return Answer("tick", "on" if is_on(tick.find(W14 + "checked"), W14) else None, name)
    choice = any(properties.find(W + key) is not None for key in ("dropDownList", "comboBox"))
    untouched = is_on(properties.find(W + "showingPlcHdr")) or is_placeholder(text)
    return Answer("choice" if choice else "text", None if untouched else text.strip(), name)


def is_on(switch: Element | None, space: str = W) -> bool:
    return switch is not None and switch.get(space + "val", "1") not in ("0", "false", "off", "none")


def legacy(data: Element, text: str) -> Answer:
    named = data.find(W + "name")
    name = named.get(W + "val", "") if named is not None else ""
    tick, choice = data.find(W + "checkBox"), data.find(W + "ddList")
    if tick is not None:
        stated = tick.find(W + "checked")
        return Answer("tick", "on" if is_on(stated if stated is not None else tick.find(W + "default")) else None, name)
    if choice is not None:
        listed = [entry.get(W + "val", "") for entry in choice.findall(W + "listEntry")]
        stated = choice.find(W + "result")
        chosen = int(stated.get(W + "val", "0")) if stated is not None and stated.get(W + "val", "0").isdigit() else 0
        text = listed[chosen] if chosen < len(listed) else ""
        return Answer("choice", None if is_placeholder(text) else text.strip(), name)
    return Answer("text", None if is_placeholder(text) else text.strip(), name)


def number(element: Element | None, usual: int, key: str = "val") -> int:
    stated = element.get(W + key, "") if element is not None else ""
    return min(int(stated), 100_000) if stated.isdigit() else usual
