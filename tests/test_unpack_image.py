"""Pictures: upright, grey, at the scale they were made in, decoded only when somebody looks."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from intake.model import Page, Unprocessable
from intake.unpack import image

A4_200 = (1654, 2339)


def a_sheet(size: tuple[int, int] = A4_200, mode: str = "L") -> Image.Image:
    """White with a black corner at the top left."""
    sheet = Image.new(mode, size, "white" if mode != "1" else 1)
    ImageDraw.Draw(sheet).rectangle((0, 0, size[0] // 4, size[1] // 8), fill="black" if mode != "1" else 0)
    return sheet


def saved(sheet: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    sheet.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def pages(content: bytes) -> tuple[Page, ...]:
    assert image.recognises(content, "x")
    return image.unpack(content, "x").pages


def only_page(content: bytes) -> Page:
    (page,) = pages(content)
    return page


def code_of(content: bytes) -> str:
    with pytest.raises(Unprocessable) as trouble:
        for page in image.unpack(content, "x").pages:
            page.picture(100)
    return trouble.value.code


def corner(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    """Where the black corner is."""
    height, width = picture.shape
    corners = {"top left": (8, 8), "top right": (8, -9), "bottom left": (-9, 8), "bottom right": (-9, -9)}
    (found,) = [name for name, (y, x) in corners.items() if picture[y % height, x % width] < 64]
    return found


@pytest.mark.parametrize(
    ("mode", "kind", "how"),
    [
        ("L", "PNG", {}),
        ("RGB", "PNG", {}),
        ("1", "PNG", {}),
        ("P", "PNG", {}),
        ("RGB", "JPEG", {}),
        ("L", "JPEG", {}),
        ("CMYK", "JPEG", {}),
        ("RGB", "WEBP", {"lossless": True}),
        ("1", "TIFF", {"compression": "group3"}),
        ("1", "TIFF", {"compression": "group4"}),
        ("L", "TIFF", {"compression": "tiff_lzw"}),
        ("RGB", "TIFF", {"compression": "jpeg"}),
        ("CMYK", "TIFF", {}),
        ("RGB", "TIFF", {"compression": "tiff_adobe_deflate"}),
    ],
)
def test_every_kind_of_picture_is_grey_and_upright(mode: str, kind: str, how: dict[str, object]) -> None:
    page = only_page(saved(a_sheet().convert(mode), kind, dpi=(200, 200), **how))
    picture = page.picture(300)
    assert picture.shape == (2339, 1654) and picture.dtype == np.uint8
    assert corner(picture) == "top left" and picture[-1, -1] > 240
    assert page.scanned and page.words == ()


def test_what_is_transparent_is_white() -> None:
    sheet = Image.new("RGBA", (500, 700), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).rectangle((0, 0, 100, 100), fill=(0, 0, 0, 255))
    picture = only_page(saved(sheet)).picture(300)
    assert picture[-1, -1] == 255 and picture[5, 5] == 0


def test_sixteen_bits_become_eight() -> None:
    deep = np.full((700, 500), 65535, np.uint16)
    deep[:100, :100] = 0
    for kind in ("PNG", "TIFF"):
        picture = only_page(saved(Image.fromarray(deep), kind)).picture(300)
        assert picture[-1, -1] == 255 and picture[5, 5] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(orientation: int, kind: str) -> None:
    upright = a_sheet((400, 600)).convert("RGB")
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that the tag takes back
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    how = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif}
    page = only_page(saved(stored, kind, **how))
    picture = page.picture(300)
    assert picture.shape == (600, 400) and page.height > page.width
    assert corner(picture) == "top left"


def test_every_frame_of_a_tiff_is_a_page_but_small_copies_of_others() -> None:
    frames = [a_sheet((300, 400)), a_sheet((310, 400)), a_sheet((320, 400))]
    content = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert [page.picture(1000).shape[1] for page in pages(content)] == [300, 310, 320]
    assert [page.number for page in pages(content)] == [1, 2, 3]
    # The second frame says that it is a reduced version (tag 254).
    small = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], tiffinfo={254: 1})
    assert len(pages(small)) == 1


def test_an_animation_is_one_page() -> None:
    frames = [Image.new("L", (300, 400), shade) for shade in (0, 128, 255)]
    assert len(pages(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))) == 1


@pytest.mark.parametrize(
    ("size", "stated", "native", "width"),
    [
        ((1654, 2339), (200, 200), 200, 595),
        ((1654, 2339), None, 200, 595),
        ((1654, 2339), (72, 72), 200, 595),
        ((3000, 4000), (96, 96), 363, 595),
        ((4000, 3000), None, 363, 794),
        ((1654, 2339), (30000, 30000), 200, 595),
        ((1728, 1100), (204, 98), 204, 610),
    ],
)
def test_the_resolution_is_the_stated_one_if_it_can_be(
    size: tuple[int, int], stated: tuple[int, int] | None, native: float, width: float
) -> None:
    how = {} if stated is None else {"dpi": stated}
    page = only_page(saved(a_sheet(size), "TIFF", **how))
    assert page.native_dpi == pytest.approx(native, abs=1)
    assert page.width == pytest.approx(width, abs=1)


def test_a_fax_gets_square_dots() -> None:
    picture = only_page(saved(a_sheet((1728, 1100), "1"), "TIFF", dpi=(204, 98), compression="group3")).picture(600)
    assert picture.shape == (round(1100 * 204 / 98), 1728)


@given(dpi=st.floats(20, 600))
def test_a_picture_is_never_larger_than_it_was(dpi: float) -> None:
    page = only_page(saved(a_sheet((827, 1169)), dpi=(120, 120)))
    height, width = page.picture(dpi).shape
    scale = min(1.0, dpi / page.native_dpi)
    assert width == pytest.approx(827 * scale, abs=1) and height == pytest.approx(1169 * scale, abs=1)


def test_a_jpeg_asked_for_small_keeps_its_proportions() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = only_page(saved(a_sheet((4000, 3000)).convert("RGB"), "JPEG", exif=exif))
    picture = page.picture(page.native_dpi / 4)
    assert picture.shape == (1000, 750)
    assert corner(picture) == "top right"


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of many pixels and few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_001, 20_000, 60_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    assert code_of(a_bomb(side, side)) == "picture_too_large"


def test_very_many_frames_are_refused() -> None:
    dot = Image.new("1", (1, 1))
    content = saved(dot, "TIFF", save_all=True, append_images=[dot] * 500)
    assert code_of(content) == "too_many_pages"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_damaged_picture_says_so(kind: str) -> None:
    content = saved(Image.effect_noise((600, 800), 80), kind)
    assert code_of(content[: len(content) // 2]) == "corrupt_file"
    assert code_of(content[:40]) == "corrupt_file"


@given(st.binary(max_size=200))
def test_bytes_after_a_signature_give_pages_or_a_reason(tail: bytes) -> None:
    for signature in image.SIGNATURES:
        try:
            for page in image.unpack(signature + tail, "x").pages:
                page.picture(100)
        except Unprocessable as trouble:
            assert trouble.code in ("corrupt_file", "picture_too_large", "too_many_pages")


def test_a_name_says_nothing() -> None:
    assert not image.recognises(b"MZ\x90\0", "x.png")
    assert image.recognises(saved(a_sheet((9, 9))), "x.exe")
