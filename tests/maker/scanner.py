"""What printers, copiers and scanners do to a page. Each step takes a sheet and gives back a new one."""

import math
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.maker.sheet import Image, Sheet, by_homography, levels, moved


def _with(sheet: Sheet, image: NDArray[Any]) -> Sheet:
    return replace(sheet, image=levels(image))


def _field(image: Image, field: NDArray[Any]) -> NDArray[np.float32]:
    """A grey field, fit to be added to or multiplied with the image."""
    fit = field.astype(np.float32, copy=False)
    return fit[..., None] if image.ndim == 3 else fit


def _affine(sheet: Sheet, matrix: NDArray[np.float64], ground: int) -> Sheet:
    image = cv2.warpAffine(sheet.image, matrix[:2], sheet.size, flags=cv2.INTER_AREA, borderValue=(ground,) * 3)
    return moved(sheet, image, by_homography(matrix, sheet.size, sheet.size))


def _turn_about_middle(sheet: Sheet, degrees: float, scale: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    width, height = sheet.size
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    matrix[0, 2] += shift[0] * width
    matrix[1, 2] += shift[1] * height
    return matrix


def place(sheet: Sheet, generator: Generator) -> Sheet:
    """Laid on the glass by hand: a little askew, a little shifted."""
    degrees = float(generator.normal(0, 0.6))
    shift = float(generator.normal(0, 0.005)), float(generator.normal(0, 0.005))
    return _affine(sheet, _turn_about_middle(sheet, degrees, float(generator.uniform(0.985, 1.005)), shift), 250)


def skew(sheet: Sheet, generator: Generator) -> Sheet:
    """Drawn in askew, by up to four degrees."""
    degrees = float(generator.uniform(1.5, 4.0)) * float(generator.choice([-1, 1]))
    return _affine(sheet, _turn_about_middle(sheet, degrees, 0.97, (0, 0)), 245)


def border(sheet: Sheet, generator: Generator) -> Sheet:
    """Black around the page, for the lid was open."""
    scale = float(generator.uniform(0.88, 0.96))
    shift = float(generator.uniform(-0.02, 0.02)), float(generator.uniform(-0.02, 0.02))
    degrees = float(generator.normal(0, 1.0))
    return _affine(sheet, _turn_about_middle(sheet, degrees, scale, shift), int(generator.integers(0, 35)))


def cut(sheet: Sheet, generator: Generator) -> Sheet:
    """The scanner's window was too small: up to four hundredths of the page are gone on each side."""
    width, height = sheet.size
    left, right = (int(width * x) for x in generator.uniform(0.0, 0.04, 2))
    top, bottom = (int(height * x) for x in generator.uniform(0.0, 0.03, 2))
    image = np.ascontiguousarray(sheet.image[top : height - bottom, left : width - right])
    matrix = np.array([[1.0, 0, -left], [0, 1.0, -top], [0, 0, 1]])
    return moved(sheet, image, by_homography(matrix, sheet.size, (image.shape[1], image.shape[0])))


def grain(shape: tuple[int, int], generator: Generator, spread: float) -> NDArray[np.float32]:
    """Noise of a picture's height and width, from a tile: nobody sees that it comes again."""
    tile = generator.standard_normal((509, 503), dtype=np.float32) * np.float32(spread)
    return np.tile(tile, (math.ceil(shape[0] / 509), math.ceil(shape[1] / 503)))[: shape[0], : shape[1]]


def noise(sheet: Sheet, generator: Generator) -> Sheet:
    """The sensor's noise."""
    spread = float(generator.uniform(2, 9))
    return _with(sheet, sheet.image + _field(sheet.image, grain(sheet.image.shape[:2], generator, spread)))


def blur(sheet: Sheet, generator: Generator) -> Sheet:
    """Out of focus, by up to half a point."""
    return _with(sheet, cv2.GaussianBlur(sheet.image, (0, 0), float(generator.uniform(0.4, 1.0)) * sheet.dpi / 200))


def speckle(sheet: Sheet, generator: Generator) -> Sheet:
    """Specks of toner and dust."""
    image = sheet.image.copy()
    width, height = sheet.size
    for _ in range(int(generator.integers(60, 500))):
        at = int(generator.integers(0, width)), int(generator.integers(0, height))
        shade = int(generator.integers(0, 120)) if generator.random() < 0.8 else 255
        cv2.circle(image, at, int(generator.integers(0, 1 + sheet.dpi // 120)), (shade,) * 3, -1)
    return _with(sheet, image)


def toner(sheet: Sheet, generator: Generator) -> Sheet:
    """The printer's powder runs out: pale, and paler in bands down the page."""
    width = sheet.size[0]
    bands = np.interp(np.arange(width), np.linspace(0, width, 9), generator.uniform(0.35, 0.8, 9)).astype(np.float32)
    return _with(sheet, 255 - (255 - sheet.image) * _field(sheet.image, np.tile(bands, (sheet.size[1], 1))))


def copy(sheet: Sheet, generator: Generator) -> Sheet:
    """Through a copier: harder, with fatter or thinner strokes, slightly other in size, with dirt of its own."""
    scale = float(generator.uniform(0.975, 1.01))
    laid = _affine(sheet, _turn_about_middle(sheet, float(generator.normal(0, 0.4)), scale, (0, 0)), 255)
    soft = cv2.GaussianBlur(laid.image, (0, 0), 0.8 * sheet.dpi / 200).astype(np.float32)
    middle = float(generator.uniform(130, 175))
    return speckle(_with(laid, (soft - middle) * float(generator.uniform(1.8, 2.8)) + middle), generator)


def spread(sheet: Sheet, generator: Generator) -> Sheet:
    """Ink that ran into damp paper: strokes are fatter, with soft and ragged edges."""
    wide = max(2, round(sheet.dpi / 90))
    fat = cv2.erode(sheet.image, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    ragged = grain(sheet.image.shape[:2], generator, 0.35) + 0.5
    share = np.clip(cv2.GaussianBlur(ragged, (0, 0), sheet.dpi / 250), 0, 1) * float(generator.uniform(0.6, 1.0))
    mixed = sheet.image + (fat.astype(np.float32) - sheet.image) * _field(sheet.image, share)
    return _with(sheet, cv2.GaussianBlur(mixed, (0, 0), 0.5 * sheet.dpi / 200))


def weave(sheet: Sheet, generator: Generator) -> Sheet:
    """Coarse paper, whose surface is seen."""
    coarse = cv2.GaussianBlur(grain(sheet.image.shape[:2], generator, 30.0), (0, 0), sheet.dpi / 120)
    return _with(sheet, sheet.image + _field(sheet.image, coarse - 6))


def drum(sheet: Sheet, generator: Generator) -> Sheet:
    """Dark lines down the page from a scratched drum or a dirty glass."""
    image = sheet.image.astype(np.float32)
    for _ in range(int(generator.integers(2, 7))):
        x, wide = int(generator.integers(0, sheet.size[0])), int(generator.integers(1, 2 + sheet.dpi // 100))
        image[:, x : x + wide] *= float(generator.uniform(0.45, 0.85))
    return _with(sheet, image)


def paper(sheet: Sheet, generator: Generator) -> Sheet:
    """Paper that is not white, with fibres in it."""
    coarse = generator.uniform(0.975, 1.0, (70, 50)).astype(np.float32)
    field = cv2.resize(coarse, sheet.size, interpolation=cv2.INTER_CUBIC) * float(generator.uniform(0.9, 1.0))
    tint = np.array([1.0, 0.985, 0.95], np.float32) if sheet.image.ndim == 3 else np.float32(1)
    return _with(sheet, sheet.image * _field(sheet.image, field) * tint)


def holes(sheet: Sheet, generator: Generator) -> Sheet:
    """Two punched holes at the left edge, dark as what lay behind, and sometimes a staple."""
    image = sheet.image.copy()
    shade = (int(generator.integers(0, 90)),) * 3
    millimetre = sheet.size[0] / 210
    x = round(float(generator.uniform(10, 13)) * millimetre)
    middle = sheet.size[1] / 2 + float(generator.normal(0, 3)) * millimetre
    for side in (-40, 40):
        cv2.circle(image, (x, round(middle + side * millimetre)), round(2.8 * millimetre), shade, -1, cv2.LINE_AA)
    if generator.random() < 0.5:
        start = round(7 * millimetre), round(9 * millimetre)
        cv2.line(image, start, (start[0] + round(8 * millimetre), round(6 * millimetre)), (70,) * 3, 3, cv2.LINE_AA)
    return _with(sheet, image)


def folds(sheet: Sheet, generator: Generator) -> Sheet:
    """Folded to fit an envelope."""
    height = sheet.size[1]
    places = (1 / 3, 2 / 3) if generator.random() < 0.6 else (0.5,)
    rows = np.arange(height, dtype=np.float32)
    light = np.ones(height, np.float32)
    for at in places:
        distance = (rows - at * height - float(generator.normal(0, 0.004)) * height) / (0.004 * height)
        light -= float(generator.uniform(0.12, 0.4)) * np.exp(-(distance**2))
        light -= 0.05 * (distance > 0) * np.exp(-np.abs(distance) / 20)
    return _with(sheet, sheet.image * _field(sheet.image, np.tile(light[:, None], (1, sheet.size[0]))))


def coffee(sheet: Sheet, generator: Generator) -> Sheet:
    """The ring of a cup and some drops."""
    mask = np.zeros(sheet.image.shape[:2], np.uint8)
    millimetre = sheet.size[0] / 210
    middle = tuple(int(s * f) for s, f in zip(sheet.size, generator.uniform(0.15, 0.9, 2), strict=True))
    radius = round(float(generator.uniform(32, 42)) * millimetre)
    cv2.ellipse(mask, middle, (radius, round(radius * 0.97)), 20, 0, int(generator.integers(230, 360)), 255, 8)
    cv2.circle(mask, middle, radius, 40, -1)
    cv2.ellipse(mask, middle, (radius, round(radius * 0.97)), 20, 0, int(generator.integers(230, 360)), 255, 8)
    for _ in range(int(generator.integers(1, 6))):
        drop = tuple(int(s * f) for s, f in zip(sheet.size, generator.uniform(0.05, 0.95, 2), strict=True))
        cv2.circle(mask, drop, int(generator.uniform(1, 4) * millimetre), 190, -1)
    stain = cv2.GaussianBlur(mask, (0, 0), millimetre / 2).astype(np.float32) / 255 * 0.4
    brown = np.array([0.45, 0.75, 1.0], np.float32) if sheet.image.ndim == 3 else np.float32(0.7)
    return _with(sheet, sheet.image * (1 - _field(sheet.image, stain) * brown))


def bleed(sheet: Sheet, generator: Generator) -> Sheet:
    """The other side shines through."""
    if sheet.back is None:
        return sheet
    behind = cv2.resize(sheet.back, sheet.size)[:, ::-1]
    if behind.ndim < sheet.image.ndim:
        behind = np.repeat(behind[..., None], 3, axis=2)
    soft = 255 - cv2.GaussianBlur(np.ascontiguousarray(behind), (0, 0), 2.0).astype(np.float32)
    return _with(sheet, sheet.image - soft * float(generator.uniform(0.08, 0.22)))


def light(sheet: Sheet, generator: Generator) -> Sheet:
    """More light on one side than on the other."""
    width, height = sheet.size
    corners = generator.uniform(0.72, 1.02, (2, 2)).astype(np.float32)
    return _with(sheet, sheet.image * _field(sheet.image, cv2.resize(corners, (width, height))))


def streaks(sheet: Sheet, generator: Generator) -> Sheet:
    """White lines across, where a fax lost a row."""
    image = sheet.image.copy()
    for row in generator.integers(0, sheet.size[1], int(generator.integers(2, 8))):
        image[row : row + 1] = 255
    return _with(sheet, image)


def fax(sheet: Sheet, generator: Generator) -> Sheet:
    """The coarse mesh of a fax: 204 dots an inch across, 98 down, brought up to square dots again by the receiver."""
    width, height = sheet.size
    small = cv2.resize(sheet.image, (round(width * 204 / sheet.dpi), round(height * 98 / sheet.dpi)), None, 0, 0, 3)
    rough = cv2.resize(small, (width, height), None, 0, 0, cv2.INTER_LINEAR)
    return streaks(_with(sheet, rough), generator)


def black_and_white(sheet: Sheet, generator: Generator) -> Sheet:
    """One bit a dot. The threshold is that of an office scanner: high enough to keep a ball-point pen."""
    grey = cv2.cvtColor(sheet.image, cv2.COLOR_RGB2GRAY) if sheet.image.ndim == 3 else sheet.image
    ground = float(np.median(grey))
    return _with(sheet, np.where(grey > ground * float(generator.uniform(0.66, 0.8)), 255, 0))
