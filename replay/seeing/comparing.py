"""Compares what a step came to with what it came to in the recording: regions, words, and what is written.

Pure, but for the reader of text, which is asked only where a picture differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.screen import Rect
from replay.seeing.difference import (
    Difference,
    difference,
    difference_after_moving,
    difference_elsewhere,
    is_on_same_ground,
    redrawn_share,
)
from replay.seeing.picture import ScreenPicture
from replay.seeing.places import place_of, shape_of
from replay.seeing.reading import TextReader, letters_of, line_around
from replay.seeing.titles import reads_same_but_folder, without_folders
from replay.verdict import RegionKind, RegionVerdict, TextDifference, TextSource

_REDRAWN: Final = 0.5
_LEAST_LETTERS: Final = 4
_MOST_READ: Final = 6
_MOST_TOLD: Final = 20
_STRENGTH_EDGES: Final = 0.05
_AROUND: Final = (160, 80)
_DIALOG: Final = (96, 48)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What is to be compared. All places are where the recording has them.

    Attributes:
        recorded: What the recording may have shown, best first, at least one.
        seen: What the replay showed, of the same place.
        before: What the recording showed before the step.
        seen_before: As above, in the replay.
        about: The windows that the step was about.
        window: The window that had the focus when it was over.
        seen_window: As above, in the replay.
        target: Where the person acted.
        moved: How far it had moved, in pixels.
        moves: How far something else may have moved as well, such as what a longer list has pushed on.
        volatile: What is not compared, since it differs by itself.
        by_hand: What is not compared, since somebody marked it.
    """

    recorded: tuple[ScreenPicture, ...]
    seen: ScreenPicture
    before: ScreenPicture | None = None
    seen_before: ScreenPicture | None = None
    about: tuple[Rect, ...] = ()
    window: Rect | None = None
    seen_window: Rect | None = None
    target: tuple[int, int] | None = None
    moved: tuple[int, int] = (0, 0)
    moves: tuple[tuple[int, int], ...] = ()
    volatile: tuple[Rect, ...] = ()
    by_hand: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison came to.

    Attributes:
        changed: Where it differs, largest first.
        covered: What could not be compared.
        by_hand: What was not compared, since somebody marked it.
        regions: Both, in words, and what is volatile.
        texts: What reads otherwise.
        read_same: Whether something is drawn otherwise and reads the same.
        has_moved: Whether it is the same only since something stands elsewhere.
        similarity: See ``Difference``.
        share: How much of what the step is about could be compared, 0 to 1.
        strength: How much of what is drawn differs, 0 to 0.4.
    """

    changed: tuple[Rect, ...]
    covered: tuple[Rect, ...]
    by_hand: tuple[Rect, ...]
    regions: tuple[RegionVerdict, ...]
    texts: tuple[TextDifference, ...]
    read_same: bool
    has_moved: bool
    similarity: float | None
    share: float
    strength: float


def compare(asked: Comparison, reader: TextReader | None) -> Compared:
    """Compare; of several pictures that the recording may have shown, the one that is most alike counts.

    Raises:
        ValueError: The pictures are not of one place.
    """
    best: _Look | None = None
    for recorded in asked.recorded:
        look = _look(asked, recorded)
        if best is None or look.found.changed < best.found.changed:
            best = look
        if not best.found.regions:
            break
    if best is None:
        raise ValueError("there is nothing to compare with")
    return _told(asked, best, reader)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One of the pictures that the recording may have shown, and what differs from it."""

    recorded: ScreenPicture
    scope: tuple[Rect, ...]
    found: Difference
    has_moved: bool


def _look(asked: Comparison, recorded: ScreenPicture) -> _Look:
    scope = _scope(asked, recorded)
    ignored = (*_outside(recorded.place, scope), *asked.volatile, *asked.by_hand)
    found = difference(recorded, asked.seen, ignored=ignored)
    moves = _moves(asked)
    if not moves or not found.regions:
        return _Look(recorded, scope, found, has_moved=False)
    if asked.window is not None and asked.moved != (0, 0) and _has_moved(asked):
        elsewhere = difference_elsewhere(recorded, asked.seen, asked.window, asked.moved, ignored=ignored)
        return _Look(recorded, scope, elsewhere, has_moved=True)
    within = recorded.place if asked.window is None else asked.window
    found = difference_after_moving(recorded, asked.seen, moves, within=within, ignored=ignored)
    return _Look(recorded, scope, found, has_moved=True)


def _moves(asked: Comparison) -> tuple[tuple[int, int], ...]:
    """How far things may have moved: as was found, and with each corner of a window of another size."""
    moves = [asked.moved, *asked.moves]
    window, seen = asked.window, asked.seen_window
    if window is not None and seen is not None and window != seen:
        across = {seen.x - window.x, seen.right - window.right}
        down = {seen.y - window.y, seen.bottom - window.bottom}
        moves += sorted((dx, dy) for dx in across for dy in down)
    return tuple(move for move in dict.fromkeys(moves) if move != (0, 0))


def _has_moved(asked: Comparison) -> bool:
    """Whether the whole window moved as its target did, and not only something in it."""
    if asked.window is None or asked.seen_window is None:
        return asked.window is not None
    dx, dy = asked.moved
    return (asked.seen_window.x - asked.window.x, asked.seen_window.y - asked.window.y) == (dx, dy)


def _scope(asked: Comparison, recorded: ScreenPicture) -> tuple[Rect, ...]:
    """What the step is about: its windows, and what it changed beside them, in the recording or the replay.

    What only the replay changed must be as large as a dialog: a clock in a panel is not what a step is about.
    All of the screen, where nothing of that is known.
    """
    about = list(asked.about)
    if not about and asked.target is not None:
        x, y = asked.target
        about.append(Rect(x - _AROUND[0], y - _AROUND[1], 2 * _AROUND[0], 2 * _AROUND[1]))
    if asked.before is not None and asked.before.place == recorded.place:
        about += difference(asked.before, recorded).regions
    if asked.seen_before is not None and asked.seen_before.place == asked.seen.place:
        about += [rect for rect in difference(asked.seen_before, asked.seen).regions if _is_dialog(rect)]
    shown = tuple(part for rect in about if not (part := rect.intersection(recorded.place)).is_empty)
    return shown or (recorded.place,)


def _is_dialog(rect: Rect) -> bool:
    return rect.width >= _DIALOG[0] and rect.height >= _DIALOG[1]


def _outside(place: Rect, scope: Sequence[Rect]) -> tuple[Rect, ...]:
    left: tuple[Rect, ...] = (place,)
    for rect in scope:
        left = tuple(piece for each in left for piece in each.minus(rect))
    return left


def _told(asked: Comparison, look: _Look, reader: TextReader | None) -> Compared:
    recorded, scope, found = look.recorded, look.scope, look.found
    changed: list[Rect] = []
    texts: list[TextDifference] = []
    read_same = False
    for number, rect in enumerate(found.regions):
        read = _read(asked, recorded, rect, reader) if number < _MOST_READ else None
        if read is not None and read.is_same:
            read_same = True
            continue
        changed.append(rect)
        if read is not None and read.text is not None:
            texts.append(read.text)
    covered = tuple(rect for rect in found.covered if _touches(rect, scope))
    by_hand = tuple(rect for rect in asked.by_hand if _touches(rect, scope))
    volatile = tuple(rect for rect in asked.volatile if _touches(rect, scope))
    regions = [
        _region(asked, recorded.place, rect, kind)
        for kind, rects in (
            (RegionKind.CHANGED, changed[:_MOST_TOLD]),
            (RegionKind.NOT_COMPARABLE, covered[:_MOST_TOLD]),
            (RegionKind.VOLATILE, (*by_hand, *volatile)[:_MOST_TOLD]),
        )
        for rect in rects
    ]
    return Compared(
        changed=tuple(changed),
        covered=covered,
        by_hand=by_hand,
        regions=tuple(regions),
        texts=tuple(texts),
        read_same=read_same,
        has_moved=look.has_moved,
        similarity=found.similarity,
        share=_share(look),
        strength=min(0.4, 0.4 * found.changed / _STRENGTH_EDGES),
    )


def _touches(rect: Rect, scope: Sequence[Rect]) -> bool:
    return any(not rect.intersection(each).is_empty for each in scope)


def _share(look: _Look) -> float:
    """How much of what the step is about was compared; outside of it nothing is."""
    if look.has_moved:
        return look.found.compared
    place = look.recorded.place
    whole = place.width * place.height
    about = whole - sum(rect.width * rect.height for rect in _outside(place, look.scope))
    return min(1.0, look.found.compared * whole / max(1, about))


def _region(asked: Comparison, desktop: Rect, rect: Rect, kind: RegionKind) -> RegionVerdict:
    within = asked.window if asked.window is not None and _touches(rect, (asked.window,)) else desktop
    place = place_of(rect, window=asked.window, desktop=desktop, target=asked.target)
    return RegionVerdict(rect, kind, shape_of(rect, within), place)


@dataclass(frozen=True, slots=True)
class _Read:
    is_same: bool
    text: TextDifference | None = None


def _read(asked: Comparison, recorded: ScreenPicture, rect: Rect, reader: TextReader | None) -> _Read | None:
    """What reading a region tells: that it says the same in other letters, or what it says instead.

    Where one letter differs among others that do not, it is a difference, whatever is read.
    """
    if reader is None:
        return None
    # Where only something in the window moved, who knows whether this did: then only a path is looked for.
    is_there = asked.moved == (0, 0) or _has_moved(asked)
    dx, dy = asked.moved if is_there else (0, 0)
    seen = asked.seen.as_if_at(asked.seen.place.x - dx, asked.seen.place.y - dy)
    shown = recorded.place.intersection(seen.place)
    around = line_around(rect, recorded.part(shown), seen.part(shown))
    before, after = recorded.part(around), seen.part(around)
    if before.covered or around.is_empty:
        return None
    said, says = reader.read(before), reader.read(after)
    if said is None or says is None:
        return None
    return _told_by(said, says, before, after, is_there=is_there)


def _told_by(
    said: str, says: str, before: ScreenPicture, after: ScreenPicture, *, is_there: bool
) -> _Read | None:
    is_same = letters_of(said) == letters_of(says)
    if not is_same and (
        letters_of(without_folders(said)) == letters_of(without_folders(says))
        or reads_same_but_folder(said, says)
    ):
        # A path that a window shows names the task's folder, as its title does.
        return _Read(is_same=True)
    if not is_there:
        return None
    if not is_same:
        return _Read(is_same=False, text=TextDifference(TextSource.READ, said, says))
    is_text = len(letters_of(said)) >= _LEAST_LETTERS
    is_redrawn = redrawn_share(before, after) >= _REDRAWN and is_on_same_ground(before, after)
    return _Read(is_same=is_text and is_redrawn)
