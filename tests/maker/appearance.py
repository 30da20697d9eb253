"""The pictures that a PDF reader shows in the fields of a form."""

from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from tests.maker.overlay import Setting

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


def _font(base: str) -> DictionaryObject:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(f"/{base}"),
        }
    )
    if base == "Helvetica":
        font[NameObject("/Encoding")] = NameObject("/WinAnsiEncoding")
    return font


def resources() -> DictionaryObject:
    """The fonts that fields are shown with."""
    fonts = DictionaryObject({NameObject("/Helv"): _font("Helvetica"), NameObject("/ZaDb"): _font("ZapfDingbats")})
    return DictionaryObject({NameObject("/Font"): fonts})


def _stream(body: str, size: tuple[float, float]) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(body.encode("cp1252", "replace"))
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(round(v, 2)) for v in (0, 0, *size)),
            NameObject("/Resources"): resources(),
        }
    )
    return stream


def text(setting: Setting, box: Rectangle) -> DecodedStreamObject:
    """Lines of text in a field."""
    left, bottom, right, top = box
    size = right - left, top - bottom
    body = [f"/Tx BMC q 0 0 {size[0]:.2f} {size[1]:.2f} re W n BT /Helv {setting.size:.2f} Tf 0 g"]
    for x, y, line in setting.lines:
        shown = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        body.append(f"1 0 0 1 {x - left:.2f} {y - bottom:.2f} Tm ({shown}) Tj")
    return _stream(" ".join([*body, "ET Q EMC"]), size)


def tick(box: Rectangle, letter: str) -> DecodedStreamObject:
    """A box to tick: a letter of ZapfDingbats, or none."""
    left, bottom, right, top = box
    size = right - left, top - bottom
    if not letter:
        return _stream("/Tx BMC EMC", size)
    height = 0.95 * size[1]
    x, y = (size[0] - 0.76 * height) / 2, (size[1] - 0.69 * height) / 2
    return _stream(f"q BT /ZaDb {height:.2f} Tf 0 g {x:.2f} {y:.2f} Td ({letter}) Tj ET Q", size)
