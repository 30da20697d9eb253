"""A page photographed with a telephone: bent paper on a table, askew before the lens, in uneven light."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.maker.scanner import grain
from tests.maker.sheet import Image, Points, Sheet, by_homography, levels, moved

PHONE_DPI = 170  # what a telephone of 12 million dots leaves of a page that does not fill the frame, sent by mail


def curl(sheet: Sheet, generator: Generator) -> Sheet:
    """The paper bends: columns slide up and down, the light follows."""
    width, height = sheet.size
    waves = float(generator.uniform(0.4, 1.1))
    start, depth = float(generator.uniform(0, 6)), float(generator.uniform(0.003, 0.011))

    def slide(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return depth * np.sin(start + 2 * np.pi * waves * x)

    def warp(points: Points) -> Points:
        return np.stack([points[:, 0], points[:, 1] + slide(points[:, 0])], 1)

    columns = np.arange(width, dtype=np.float32)
    shift = (slide(columns.astype(np.float64) / width) * height).astype(np.float32)
    map_x = np.tile(columns, (height, 1))
    map_y = np.arange(height, dtype=np.float32)[:, None] - shift[None, :]
    bent = cv2.remap(sheet.image, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    slope = np.cos(start + 2 * np.pi * waves * columns / width) * depth * 12
    shaded = bent * (1 - np.clip(slope, -0.02, 0.15)).astype(np.float32)[None, :, None]
    return moved(sheet, shaded, warp)


def table(size: tuple[int, int], generator: Generator) -> Image:
    """A table top: a colour of wood or cloth, with grain along it."""
    width, height = size
    colours = ((92, 64, 42), (150, 118, 84), (60, 62, 66), (178, 172, 160), (44, 58, 74), (120, 84, 60))
    base = np.array(colours[int(generator.integers(len(colours)))], np.float32)
    stripes = cv2.resize(generator.normal(0, 1, (height // 24, 6)).astype(np.float32), size)
    rough = grain((height, width), generator, 4.0) + stripes * float(generator.uniform(4, 14))
    return levels(base + rough[..., None])


def phone(sheet: Sheet, generator: Generator) -> Sheet:
    """Seen from above, never quite straight, on a table; `sheet.dpi` falls to what is left of the page."""
    width, height = sheet.size
    scale = PHONE_DPI / sheet.dpi
    frame = round(width * scale * float(generator.uniform(1.04, 1.2))), round(height * scale * 1.1)
    middle = np.array(frame) / 2 + generator.normal(0, 0.008, 2) * np.array(frame)
    half = np.array([width, height]) * scale / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float) * half
    angle = np.deg2rad(float(generator.normal(0, 1.8)))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    seen = corners @ turn + middle + generator.uniform(-0.022, 0.022, (4, 2)) * np.array(frame)
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, seen.astype(np.float32))
    soft = cv2.GaussianBlur(sheet.image, (0, 0), max(0.3, 0.45 / scale))
    image = cv2.warpPerspective(soft, matrix, frame, flags=cv2.INTER_LINEAR)
    covers = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, frame)
    alpha = covers.astype(np.float32)[..., None] / 255
    under = table(frame, generator) * _edge_shadow(covers)[..., None]
    mixed = image * alpha + under * (1 - alpha)
    photographed = moved(sheet, mixed, by_homography(matrix.astype(float), sheet.size, frame))
    return replace(photographed, dpi=PHONE_DPI)


def _edge_shadow(covers: NDArray[Any]) -> NDArray[Any]:
    """The paper's own shadow on the table."""
    near = cv2.GaussianBlur(covers, (0, 0), 12).astype(np.float32) / 255
    return 1 - 0.45 * near


def shadow(sheet: Sheet, generator: Generator) -> Sheet:
    """The shadow of a hand or a head falls on the page."""
    width, height = sheet.size
    small = np.zeros((96, 72), np.uint8)
    middle = np.array([generator.choice([0.0, 1.0]), generator.uniform(0.1, 1.0)])
    outline = middle + generator.normal(0, 0.28, (7, 2))
    cv2.fillConvexPoly(small, cv2.convexHull((outline * (72, 96)).astype(np.int32)), 255)
    soft = cv2.GaussianBlur(small, (0, 0), float(generator.uniform(1.5, 6)))
    dark = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    field = 1 - np.clip(dark, 0, 1) * float(generator.uniform(0.2, 0.5))
    shaded = sheet.image * (field[..., None] if sheet.image.ndim == 3 else field)
    return replace(sheet, image=levels(shaded))


def warm(sheet: Sheet, generator: Generator) -> Sheet:
    """The tint of a lamp, or of a window."""
    tint = np.array([1.0, generator.uniform(0.92, 1.0), generator.uniform(0.78, 1.0)], np.float32)
    tinted = sheet.image * (tint * float(generator.uniform(0.88, 1.06)))
    return replace(sheet, image=levels(tinted))
