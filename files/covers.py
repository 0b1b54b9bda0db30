"""Covers that are drawn, for courses that have no picture of their own."""

import colorsys
import io
from random import Random
from textwrap import wrap

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

COVER_SIZE = (1280, 720)
MARGIN = 88
LINE_LENGTHS = {104: 17, 88: 21, 74: 25}  # characters a line, by type size


def draw_cover(*, title: str, hue: int) -> bytes:
    """A cover for a course as WebP, 1280 by 720; the same bytes for the same title.

    ``hue`` is its colour in degrees, 0 to 359.
    """
    dice = Random(title)
    cover = _gradient(_colour(hue, 0.26), _colour(hue + 18, 0.46))
    for shape in _shapes(dice):
        cover.paste(_colour(hue + dice.randrange(-25, 45), 0.7), mask=shape)
    _write(cover, title)
    file = io.BytesIO()
    cover.save(file, "WEBP", quality=80, method=2)
    return file.getvalue()


def _colour(hue: int, lightness: float) -> tuple[int, ...]:
    channels = colorsys.hls_to_rgb(hue % 360 / 360, lightness, 0.62)
    return tuple(round(255 * channel) for channel in channels)


def _gradient(dark: tuple[int, ...], light: tuple[int, ...]) -> Image.Image:
    down = Image.linear_gradient("L").resize(COVER_SIZE)
    across = Image.linear_gradient("L").rotate(90).resize(COVER_SIZE)
    diagonal = ImageChops.add(across, ImageOps.flip(down), scale=2)
    return ImageOps.colorize(diagonal, black=dark, white=light)


def _shapes(dice: Random) -> list[Image.Image]:
    """Translucent masks on the right of the cover, of one motif."""
    width, height = COVER_SIZE
    x, y = dice.randrange(width * 6 // 10, width), dice.randrange(0, height // 2)
    draw = dice.choice([_discs, _rings, _dots, _leaves])
    return [mask.reduce(2) for mask in draw(dice, 2 * x, 2 * y)]


def _mask() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A mask of twice the size: made small again, its edges are smooth."""
    mask = Image.new("L", (2 * COVER_SIZE[0], 2 * COVER_SIZE[1]))
    return mask, ImageDraw.Draw(mask)


def _discs(dice: Random, x: int, y: int) -> list[Image.Image]:
    masks = []
    for radius in (820, 520, 260):
        mask, pen = _mask()
        centre = (x + dice.randrange(-240, 240), y + dice.randrange(-160, 420))
        pen.circle(centre, radius, fill=64)
        masks.append(mask)
    return masks


def _rings(dice: Random, x: int, y: int) -> list[Image.Image]:
    mask, pen = _mask()
    gap = dice.randrange(90, 130)
    for number in range(9):
        pen.circle((x, y), 120 + number * gap, outline=130 - number * 12, width=36)
    return [mask]


def _dots(dice: Random, x: int, y: int) -> list[Image.Image]:
    mask, pen = _mask()
    step = dice.randrange(92, 116)
    for column in range(26):
        for row in range(15):
            centre = (2 * COVER_SIZE[0] - column * step, row * step)
            radius = step * max(0, 12 - abs(row - y / step) / 2 - column * 0.7) / 26
            pen.circle(centre, radius, fill=110)
    return [mask]


def _leaves(dice: Random, x: int, y: int) -> list[Image.Image]:
    masks = []
    start = dice.randrange(360)
    for turn in range(0, 360, 120):
        mask, pen = _mask()
        pen.pieslice(
            (x - 760, y - 760, x + 760, y + 760), start + turn, start + turn + 96, 76
        )
        masks.append(mask)
    return masks


def _write(cover: Image.Image, title: str) -> None:
    """Set the title at the lower left, as large as three lines allow."""
    for size, length in LINE_LENGTHS.items():
        lines = wrap(title, length)
        if len(lines) <= 3:
            break
    position = (MARGIN, COVER_SIZE[1] - MARGIN)
    ImageDraw.Draw(cover).multiline_text(
        position,
        "\n".join(lines[:3]),
        fill="white",
        font=ImageFont.load_default(size),
        anchor="ld",
        spacing=size // 6,
        stroke_width=1,
    )
