import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from recorder.episode.phrase import phrase
from recorder.episode.screen import Rect
from replay.report.index_page import ListedRun, index_page
from replay.report.index_style import STYLE as INDEX_STYLE
from replay.report.junit import junit_xml
from replay.report.record import Comparison, Ending, Point, RunRecord, Verdict, sentences_of
from replay.report.room import fitted
from replay.report.run_page import run_page
from replay.report.run_script import SCRIPT
from replay.report.run_style import STYLE
from replay.report.style import BASE
from replay.report.words import (
    confidence_words,
    headline,
    lateness_words,
    programs_words,
    reasons,
    span_words,
)
from replay.verdict import VerdictKind
from tests.rigs.replay_record import HOSTILE, MS, drawn_run, run_of


def test_the_page_says_what_happened_first_and_why() -> None:
    page = run_page(drawn_run())
    order = [
        page.index(words)
        for words in ("<h1>Write a short letter", "<strong>It went another way at step 4", "2 things differ.")
    ]
    assert order == sorted(order)
    assert "97 % sure" in page
    assert "in clear, outside of any vault" in page


def test_a_reason_that_says_no_more_than_the_headline_is_not_said_again() -> None:
    again = sentences_of([phrase("It went another way at step {n}.", n=4), phrase("A title differs.")])
    verdict = Verdict(kind=VerdictKind.DIFFERENT, reasons=again)
    assert reasons(drawn_run(verdict=verdict, ending_reasons=again[1:])) == ["A title differs."]


def test_what_moved_is_marked_where_it_lies_in_each_picture() -> None:
    record = drawn_run()
    steps = tuple(
        replace(step, target=None, acted_at=None, moved=Point(x=205, y=-3)) if step.number == 4 else step
        for step in record.steps
    )
    page = run_page(replace(record, steps=steps))
    shown = page[page.index('id="step-4"') : page.index('id="step-5"')]
    recording, replay, difference = (
        re.findall(rf'<figure class="{look}">.*?</figure>', shown)[-1]
        for look in ("expected", "actual", "difference")
    )
    assert "translate(205 -3)" not in recording
    assert '<g transform="translate(205 -3)"><g class="marks">' in replay
    assert '<g class="taken" transform="translate(-205 3)">' in difference


def test_other_programs_are_said_wherever_a_run_is() -> None:
    record = drawn_run(programs=("mousepad", f"x{HOSTILE}"), programs_sha256="a" * 64)
    words = "ith other programs first: mousepad, x"
    for page in (run_page(record), index_page([ListedRun(record, "")]), junit_xml([record]).decode()):
        assert HOSTILE not in page
        assert words in page or 'name="Other programs first" value="mousepad, x' in page
    many = drawn_run(programs=tuple(f"p{number}" for number in range(9)))
    assert "first: p0, p1, p2, p3, p4 and 4 others" in programs_words(many)
    assert programs_words(drawn_run()) == ""


def test_each_picture_is_in_the_page_once() -> None:
    record = drawn_run()
    page = run_page(record)
    assert page.count("data:image/png") == len(record.pictures)
    shown = set(re.findall(r'href="#(p-[0-9a-f]{32})"', page))
    assert shown == set(re.findall(r'<image id="(p-[0-9a-f]{32})"', page))


def test_hostile_words_stay_words() -> None:
    page = run_page(drawn_run(words=HOSTILE))
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;window.taken" in page


def test_a_page_allows_its_own_script_and_style_by_hash_and_nothing_else() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', run_page(drawn_run()))
    assert policy is not None
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; "
        r"base-uri 'none'; form-action 'none'",
        policy[1],
    )
    assert "style=" not in run_page(drawn_run())


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (run_of(VerdictKind.SAME), "It did the same"),
        (run_of(VerdictKind.LATE), "It did the same, more slowly"),
        (run_of(VerdictKind.SAME_AFTER_MOVING), "It did the same, in another place"),
        (run_of(VerdictKind.NOT_COMPARABLE), "It was done again, but cannot be compared"),
        (run_of(VerdictKind.DIFFERENT), "It went another way at step 1"),
        (run_of(VerdictKind.NOT_REACHED, ending=Ending.ABORTED), "It was ended by hand before step 1"),
        (
            run_of(VerdictKind.NOT_REACHED, ending=Ending.STOPPED),
            "It stopped before step 1 rather than act in the wrong place",
        ),
        (run_of(VerdictKind.NOT_REACHED, ending=Ending.REFUSED), "It was refused, and nothing was done"),
        (
            run_of(VerdictKind.NOT_REACHED, ending=Ending.TOO_LONG),
            "It took too long, and was ended before step 1",
        ),
        (run_of(VerdictKind.NOT_REACHED, ending=Ending.BROKE, steps=()), "Something broke, and it ended"),
    ],
)
def test_a_run_is_said_in_one_line(record: RunRecord, said: str) -> None:
    assert headline(record) == said
    assert f"<strong>{said}.</strong>" in run_page(record)


def test_a_run_without_steps_or_pictures_has_a_page() -> None:
    page = run_page(run_of(VerdictKind.NOT_REACHED, ending=Ending.REFUSED, steps=()))
    assert "There are no steps to show" in page
    assert "data:image" not in page
    assert "This step has no pictures here" in run_page(run_of(VerdictKind.SAME))


def test_a_moment_that_only_one_side_has_is_said() -> None:
    record = drawn_run()
    step = record.steps[0]
    assert step.before is not None
    only = replace(step, before=replace(step.before, expected=None), after=Comparison())
    page = run_page(replace(record, steps=(only, *record.steps[1:])))
    assert "The recording has no picture of this moment" in page
    assert "The replay took no picture of this moment" in page


def test_where_there_is_no_room_the_failure_keeps_its_pictures() -> None:
    record = drawn_run()
    failed = record.steps[3]
    wanted = {
        name
        for moment in (failed.before, failed.after)
        if moment
        for name in (moment.expected, moment.actual)
    }
    size = sum(len(picture.png) for picture in record.pictures if picture.name in wanted)
    chosen, left_out = fitted(record, room=size)
    assert set(chosen) == wanted
    assert 0 < left_out < len(record.steps)
    assert fitted(record) == ({picture.name: picture for picture in record.pictures}, 0)


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replay.report.run_page.fitted", lambda record: fitted(record, room=0))
    page = run_page(drawn_run())
    assert "7 steps are shown without pictures" in page
    assert "data:image" not in page


def test_pictures_of_a_monitor_left_of_the_first_lie_where_it_is() -> None:
    record = drawn_run()
    pictures = tuple(replace(picture, left=-640) for picture in record.pictures)
    assert 'viewBox="-640 0 640 400"' in run_page(
        replace(record, pictures=pictures, desktop=Rect(-640, 0, 640, 400))
    )


def test_times_and_shares_are_never_said_better_than_they_are() -> None:
    assert [span_words(ns) for ns in (0, 999_999, MS, 11 * MS, 2_400 * MS, 125_000 * MS)] == [
        "under 1 ms", "under 1 ms", "1 ms", "11 ms", "2.4 s", "02:05.000"
    ]  # fmt: skip
    assert [lateness_words(ns) for ns in (0, 11 * MS, -2 * MS)] == ["on time", "11 ms late", "2 ms early"]
    assert [confidence_words(share) for share in (1.0, 0.9999, 0.97)] == [
        "100 % sure",
        "99 % sure",
        "97 % sure",
    ]
    page = run_page(replace(drawn_run(), verdict=Verdict(kind=VerdictKind.SAME, confidence=0.9999)))
    assert "99 % sure" in page


def test_the_chart_says_how_late_the_steps_were() -> None:
    page = run_page(drawn_run())
    assert (
        "Half of the steps began within 11 ms of their time; furthest from it was step 2, 1.5 s late." in page
    )
    assert 'class="wait"' in page


def test_a_run_that_only_the_screen_paced_has_a_chart_without_what_was_due() -> None:
    record = drawn_run()
    page = run_page(
        replace(record, speed=None, steps=tuple(replace(s, planned_ns=None) for s in record.steps))
    )
    assert "as fast as the screen allows" in page
    assert 'class="lean"' not in page
    assert 'class="bar"' in page
    assert "Half of the steps" not in page


def colours() -> Iterator[dict[str, str]]:
    light, dark = BASE.split("prefers-color-scheme: dark")
    yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", list(colours()), ids=["light", "dark"])
def test_words_stand_out_from_their_ground(look: dict[str, str]) -> None:
    pairs = [(ink, ground) for ink in ("text", "quiet", "accent") for ground in ("ground", "raised")]
    pairs += [
        ("text", "wash"),
        ("text", "sunken"),
        ("quiet", "sunken"),
        ("quiet", "wash"),
        ("on-accent", "accent"),
    ]
    pairs += [
        ("notice", "notice-wash"),
        ("text", "notice-wash"),
        ("quiet", "notice-wash"),
        ("accent", "notice-wash"),
    ]
    pairs += [("good", "good-wash"), ("text", "good-wash"), ("quiet", "good-wash"), ("good", "raised")]
    for ink, ground in pairs:
        bright, dim = sorted((luminance(look[ink]), luminance(look[ground])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, (ink, ground)


def test_neither_style_nor_script_ends_early_or_asks_for_anything() -> None:
    for content in (STYLE, INDEX_STYLE, SCRIPT):
        assert "</" not in content
        assert "http" not in content
        assert "@import" not in content
    assert not re.search(r"url\((?!#)", STYLE + INDEX_STYLE)
    assert not re.search(r"fetch|XMLHttp|WebSocket|localStorage|cookie|innerHTML|eval|document.write", SCRIPT)
