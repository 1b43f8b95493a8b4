"""Which pictures are copied, which are encoded anew, and what stands on what."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.events import Event, Mark, MarkKind, MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_SECOND as S
from recorder.episode.time import TimeRange
from recorder.video.annexb import SEI, START_CODE, units
from recorder.video.decoder import decode_group
from recorder.video.encoder import EncoderSettings, PictureEncoder
from studio.editing.pictures import MonitorPictures
from studio.editing.reach import timeline_of

SIZE = (96, 64)
ENDED_NS = 24 * S
BOX = Rect(16, 16, 32, 24)
MONITORS = MonitorsChanged(0, (Monitor(0, "M", Rect(0, 0, *SIZE), 1.0, is_primary=True),))
SETTINGS = EncoderSettings(gop_frames=6)


def film() -> list[Packet]:
    """A picture a second, six to a group; each of a grey of its own, and noise in the box."""
    encoder = PictureEncoder(0, *SIZE, settings=SETTINGS)
    chance = np.random.default_rng(1)
    packets = []
    for second in range(24):
        canvas = np.full((SIZE[1], SIZE[0], 4), 20 + 9 * second, np.uint8)
        canvas[BOX.y : BOX.bottom, BOX.x : BOX.right] = chance.integers(0, 256, (BOX.height, BOX.width, 1))
        packets.append(encoder.encode(canvas, Rect(0, 0, *SIZE), second * S))
    return packets


def baked(edits: Edits, packets: list[Packet], events: Sequence[Event] = ()) -> list[Packet]:
    pictures = MonitorPictures(
        0,
        [(packet.at_ns, packet.is_key) for packet in packets],
        events=(MONITORS, *events),
        edits=edits,
        timeline=timeline_of(edits, ENDED_NS),
        settings=SETTINGS,
    )
    return list(pictures.bake(iter(packets), lambda _: None))


def covers(*ranges: TimeRange, steps: tuple[BoxStep, ...] = (BoxStep(0, BOX),)) -> Edits:
    return Edits().with_redaction(Subject.BOX, tuple(Part(each, Cover(0, steps)) for each in ranges))


def decoded(packets: list[Packet]) -> list[tuple[int, int]]:
    """When each picture is shown, and the grey beside the box."""
    return [
        (at_ns // S, int(pixels[2, 90, 1]))
        for _, group in groupby(packets, key=lambda packet: packet.gop)
        for at_ns, pixels in decode_group(list(group))
    ]


def test_only_from_the_first_touched_picture_on_is_a_group_encoded_anew() -> None:
    before = film()
    after = baked(covers(TimeRange(9 * S, 10 * S)), before)
    assert [packet.data for packet in after[:9]] == [packet.data for packet in before[:9]]
    assert all(new.data != old.data for new, old in zip(after[9:12], before[9:12], strict=True))
    assert [packet.data for packet in after[12:]] == [packet.data for packet in before[12:]]
    keys = [index for index, packet in enumerate(after) if packet.is_key]
    assert keys == [0, 6, 9, 10, 12, 18]
    assert [packet.gop for packet in after if packet.is_key] == list(range(6))


def test_a_picture_that_began_before_the_redaction_is_covered() -> None:
    after = baked(covers(TimeRange(9 * S + S // 2, 9 * S + S // 2 + 1)), film())
    pixels = dict(decode_group([packet for packet in after if packet.at_ns == 9 * S]))[9 * S]
    assert np.abs(pixels[BOX.y : BOX.bottom, BOX.x : BOX.right].astype(int) - 128).max() <= 8


def test_a_cut_opens_with_a_key_frame_of_what_is_on_the_screen() -> None:
    after = baked(Edits().with_cut(TimeRange(8 * S + S // 2, 10 * S + S // 2)), film())
    assert after[9].is_key
    assert after[9].at_ns == 8 * S + S // 2
    seen = decoded(after)
    assert abs(seen[9][1] - (20 + 9 * 10)) <= 4
    assert len(seen) == 23


def test_a_cut_in_which_nothing_changed_opens_with_a_key_frame_too() -> None:
    after = baked(Edits().with_cut(TimeRange(8 * S + 1, 9 * S)), film())
    assert after[9].is_key
    assert abs(decoded(after)[9][1] - (20 + 9 * 9)) <= 4


def test_what_was_on_the_screen_inside_of_a_cut_is_not_shown_where_nobody_watched_it_since() -> None:
    paused = Mark(10 * S + 1, 11 * S, MarkKind.PAUSED)
    edits = Edits().with_cut(TimeRange(9 * S + S // 2, 10 * S + S // 2))
    assert len(baked(edits, film())) == 24
    after = baked(edits, film(), [paused])
    assert len(after) == 23
    assert after[10].is_key
    greys = [grey for _, grey in decoded(after)]
    assert not [grey for grey in greys if abs(grey - (20 + 9 * 10)) <= 4]


def test_where_the_cover_moves_the_grey_stands_on_no_picture_before() -> None:
    steps = (BoxStep(0, BOX), BoxStep(14 * S, BOX.moved(20, 10)))
    after = baked(covers(TimeRange(12 * S, 18 * S), steps=steps), film())
    # The one shown as it moved on shows both places, and then there is but the new one.
    assert [packet.at_ns // S for packet in after if packet.is_key] == [0, 6, 12, 14, 18]


def test_a_picture_behind_uncovered_ones_is_shown_even_if_it_is_as_the_last_covered_one() -> None:
    packets = still_film()
    after = baked(covers(TimeRange(1 * S, 6 * S), TimeRange(12 * S, 14 * S)), packets)
    assert 12 in [packet.at_ns // S for packet in after]


def still_film() -> list[Packet]:
    """As ``film``, but beside the box nothing ever changes."""
    encoder = PictureEncoder(0, *SIZE, settings=SETTINGS)
    packets = []
    for second in range(24):
        canvas = np.full((SIZE[1], SIZE[0], 4), 90, np.uint8)
        canvas[BOX.y + 8 : BOX.bottom - 8, BOX.x + 8 : BOX.right - 8] = 10 * second
        packets.append(encoder.encode(canvas, Rect(0, 0, *SIZE), second * S))
    return packets


def test_pictures_that_differ_only_beneath_the_cover_are_dropped() -> None:
    after = baked(covers(TimeRange(2 * S, 20 * S)), still_film())
    assert [packet.at_ns // S for packet in after] == [0, 1, 2, 20, 21, 22, 23]


def test_supplemental_information_is_stripped_from_what_is_copied() -> None:
    hiding = START_CODE + bytes([SEI]) + b"\x05\x10a person was here\x80"
    packets = [replace(packet, data=hiding + packet.data) for packet in film()]
    after = baked(Edits(), packets)
    assert len(after) == 24
    assert all(kind != SEI for packet in after for kind, _ in units(packet.data))
    assert [list(units(packet.data)) for packet in after] == [list(units(packet.data)) for packet in film()]
