"""The recording's picture and the replay's, drawn so that a page can lay them over each other.

A picture is stored once in the page and used by name; marks and pointers are drawn over it in the desktop's
own pixels. The difference is no third picture: the browser takes one from the other and shows what is left.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from recorder.episode.screen import Rect
from replay.report.frame import Frame, way_back
from replay.report.parts import text
from replay.report.record import Comparison, Picture, Point, Region, StepRecord
from replay.report.words import REGION_WORDS, said
from replay.verdict import RegionKind

_FAINT: Final = ".07 .22 .02 0 .66 "
_ARROW: Final = "M0 0v17l4-3.6 2.6 6.1 2.9-1.2L6.9 12.4h5.4z"


def store(pictures: Iterable[Picture]) -> str:
    """All pictures of a page, shown by nothing here."""
    images = "".join(
        f'<image id="{_id(picture.name)}" x="{picture.left}" y="{picture.top}" width="{picture.width}" '
        f'height="{picture.height}" href="data:image/png;base64,{b64encode(picture.png).decode()}"/>'
        for picture in pictures
    )
    return (
        '<svg class="store" aria-hidden="true"><defs>'
        # What is equal is black after one was taken from the other, and so is left clear.
        '<filter id="left-over" color-interpolation-filters="sRGB" x="0" y="0" width="1" height="1">'
        '<feColorMatrix values="0 0 0 0 .84  0 0 0 0 .42  0 0 0 0 0  4 4 4 0 -.5"/></filter>'
        '<filter id="faint" color-interpolation-filters="sRGB" x="0" y="0" width="1" height="1">'
        f'<feColorMatrix values="{_FAINT * 3} 0 0 0 1 0"/></filter>'
        '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="under" width="8" height="8"/>'
        '<rect class="over" width="2" height="8"/></pattern>'
        f"{images}</defs></svg>"
    )


def stage(moment: Comparison, step: StepRecord, pictures: Mapping[str, Picture], *, when: str) -> str:
    """One moment of a step: the pictures there are, laid so that the page's views can choose.

    Args:
        moment: What was compared.
        step: Whose pointer is drawn.
        pictures: Those that the page holds, by name.
        when: ``Before`` or ``After``, for what names the pictures.
    """
    expected = pictures.get(moment.expected or "")
    actual = pictures.get(moment.actual or "")
    frame = Frame(moment, step, [each for each in (expected, actual) if each is not None])
    here = step.acted_at or step.target
    figures = []
    if expected is not None:
        inside = _use(expected) + _marks(moment.regions, frame) + _pointer(step.target, step.path, frame)
        figures.append(_figure("expected", "Recording", f"{when}, as recorded", inside, frame))
    if actual is not None:
        # A region is named where the recording has it; here it lies where its window went.
        marks = _marks(moment.regions, frame)
        there = marks if step.moved is None else f"<g{_moved(step.moved.x, step.moved.y)}>{marks}</g>"
        inside = _use(actual) + there + _pointer(here, (), frame)
        figures.append(_figure("actual", "Replay", f"{when}, in the replay", inside, frame))
    if expected is not None and actual is not None:
        inside = _difference(expected, actual, step) + _marks(moment.regions, frame)
        figures.append(_figure("difference", "Difference", f"{when}, what differs", inside, frame))
    look = "stage"
    if len(figures) > 1:
        look = "stage both"
        figures.append(
            '<input class="split" type="range" min="0" max="100" value="50" '
            'aria-label="How much of the replay covers the recording">'
        )
    shown = f'<div class="{look}">{"".join(figures)}</div>' if figures else ""
    return shown + "".join(_missing(expected, actual)) + _list(moment.regions)


def _figure(look: str, name: str, spoken: str, inside: str, frame: Frame) -> str:
    whole, near = _box(frame.whole), _box(frame.near)
    return (
        f'<figure class="{look}"><figcaption>{name}</figcaption><div class="glass">'
        f'<svg viewBox="{whole}" width="{frame.whole.width}" height="{frame.whole.height}" '
        f'data-whole="{whole}" data-near="{near}" role="img" aria-label="{spoken}">{inside}</svg></div>'
        "</figure>"
    )


def _difference(expected: Picture, actual: Picture, step: StepRecord) -> str:
    back = _moved(*way_back(step))
    return (
        f'<g filter="url(#faint)">{_use(expected)}</g>'
        f'<g filter="url(#left-over)"><g>{_use(expected)}'
        f'<g class="taken"{back}>{_use(actual)}</g></g></g>'
    )


def _moved(dx: int, dy: int) -> str:
    return f' transform="translate({dx} {dy})"' if dx or dy else ""


def _marks(regions: Iterable[Region], frame: Frame) -> str:
    drawn = "".join(_mark(number, region, frame) for number, region in enumerate(regions, 1))
    return f'<g class="marks">{drawn}</g>' if drawn else ""


def _mark(number: int, region: Region, frame: Frame) -> str:
    # A little around it, so that the line hides nothing of what it marks.
    gap = round(3 * frame.scale)
    rect = Rect(
        region.rect.x - gap, region.rect.y - gap, region.rect.width + 2 * gap, region.rect.height + 2 * gap
    )
    box = f'x="{rect.x}" y="{rect.y}" width="{rect.width}" height="{rect.height}"'
    fill = ' fill="url(#hatch)"' if region.kind is RegionKind.NOT_COMPARABLE else ' fill="none"'
    size = 14 * frame.scale
    wide, high = round(size * (0.7 + 0.6 * len(str(number))), 1), round(size * 1.25, 1)
    # The number stands above what it marks, unless the picture ends there.
    is_above = rect.y - high >= frame.whole.y
    top = rect.y - high if is_above else rect.y
    label = (
        f'<g class="tag {"above" if is_above else "inside"}">'
        f'<rect class="plate" x="{rect.x}" y="{top}" width="{wide}" height="{high}"/>'
        f'<text x="{rect.x + wide / 2:g}" y="{top + high * 0.78:g}" font-size="{size:g}">{number}</text></g>'
    )
    edges = f'<rect class="halo" {box} fill="none"/><rect class="edge" {box}{fill}/>'
    return f'<g class="{region.kind.value}">{edges}{label}</g>'


def _pointer(at: Point | None, path: tuple[Point, ...], frame: Frame) -> str:
    if at is None:
        return ""
    way = ""
    if len(path) > 1:
        points = " ".join(f"{point.x},{point.y}" for point in path)
        way = f'<polyline class="halo" points="{points}"/><polyline class="way" points="{points}"/>'
    return (
        f'<g class="marks pointer">{way}<g transform="translate({at.x} {at.y}) scale({frame.scale:.2f})">'
        '<g class="tag"><circle class="halo" r="13"/><circle class="ring" r="13"/>'
        f'<path class="arrow" d="{_ARROW}"/></g></g></g>'
    )


def _missing(expected: Picture | None, actual: Picture | None) -> Iterator[str]:
    if expected is None and actual is None:
        yield '<p class="quiet">There is no picture of this moment.</p>'
    elif expected is None:
        yield '<p class="quiet">The recording has no picture of this moment.</p>'
    elif actual is None:
        yield '<p class="quiet">The replay took no picture of this moment.</p>'


def _list(regions: tuple[Region, ...]) -> str:
    if not regions:
        return ""
    rows = "".join(
        f'<li class="{region.kind.value}"><span class="plate">{number}</span> {REGION_WORDS[region.kind]}'
        f"{_where(region)}</li>"
        for number, region in enumerate(regions, 1)
    )
    return f'<ul class="regions">{rows}</ul>'


def _where(region: Region) -> str:
    parts = [said(part) for part in (region.shape, region.place) if part is not None]
    return f": {text(', '.join(parts))}" if parts else ""


def _use(picture: Picture) -> str:
    return f'<use href="#{_id(picture.name)}"/>'


def _id(name: str) -> str:
    return f"p-{name[:32]}"


def _box(rect: Rect) -> str:
    return f"{rect.x} {rect.y} {rect.width} {rect.height}"
