import base64
import dataclasses
import re
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.screen import Rect
from recorder.episode.study import Role
from replay.verdict import VerdictKind
from studio import cli
from studio.demo.findings import (
    Control,
    Demonstration,
    EditedTask,
    EditMade,
    HiddenStretch,
    Place,
    RecordedTask,
    RedactedWord,
    Step,
)
from studio.demo.findings_replayed import Look, ReplayedTask, Replaying, StepFound
from studio.demo.findings_shared import Attempt, SharedTask, Sharing
from studio.demo.report import render
from studio.demo.search import Findings, Hit, Spelling, Wrapping
from studio.demo.shots import Pair, Shot
from studio.demo.tour import Tour
from studio.submission.approval import Reader

SECOND = 1_000_000_000
HOSTILE = "<script>alert('&')</script>"
TASK = RecordedTask(
    title="Write a short letter",
    hides="A private note stays in view.",
    session="0194f3c2-5b1e-7c3a-9d21-8f0a6b3c4d5e",
    length_ns=41_312_000_000,
    stop_ns=180_000_000,
    events=1893,
    pictures=142,
    size=1_912_832,
    steps=(
        Step(2 * SECOND, 0, "Press Ctrl+End", is_hidden=False),
        Step(14 * SECOND, 4_500_000_000, "Keys hidden", is_hidden=True),
        Step(20 * SECOND, 0, "Press Ctrl+S", is_hidden=False),
    ),
    hidden=(HiddenStretch(14 * SECOND, 18_500_000_000, "keys typed into another window"),),
    shots=(Shot(7 * SECOND, b"\x89PNG", "Hidden now"),),
    words_typed=19,
    words_kept=19,
    secrets=6,
    secrets_kept=0,
)
PLACE = Place("the vault", "everything under ASSENT_HOME", Findings(6, 6_213_000, ()))
EDITED = EditedTask(
    title="Write a short letter",
    session=TASK.session,
    episode="e1" * 16,
    before_ns=331 * SECOND,
    after_ns=252 * SECOND,
    edits=(
        EditMade(
            "cut", 0, 79 * SECOND, is_cut=True, takes_picture=False, takes_keys=False, takes_titles=False
        ),
        EditMade("box", 0, 9 * SECOND, is_cut=False, takes_picture=True, takes_keys=True, takes_titles=False),
    ),
    pairs=(Pair(Shot(7 * SECOND, b"1", "Kept"), Shot(2 * SECOND, b"2", "Theirs"), "A line"),),
    redacted=(RedactedWord("Ottavander", True, True, False, False),),  # noqa: FBT003 - a row of four answers
    others=11,
    others_lost=(),
    others_read=9,
    packets=151,
    frames=151,
    size=1_000_000,
    read=10,
    is_session_whole=True,
)
SHARED = SharedTask(
    title="Write a short letter",
    bundle="b0" * 16,
    pair=Pair(Shot(7 * SECOND, b"3", "As it was approved"), Shot(7 * SECOND, b"4", "As opened"), ""),
    is_same=True,
)
SHARING = Sharing(
    server="SeaweedFS",
    readers=(Reader("The quality team", Role.QA, "age1", "3f2a 91c0"),),
    approved="39 s leave, for The quality team",
    objects=(("bundles/b0/manifest.json", 900), ("bundles/b0/payload/000000", 123_456)),
    shared=(SHARED,),
    attempts=(
        Attempt("The reader", "open it", "", worked=True, should_work=True),
        Attempt("A stranger", "open it", "it is not sealed to your key", worked=False, should_work=False),
    ),
)
LOOK = Look("After", b"5", b"6", (1280, 800), (Rect(100, 200, 50, 20),), (Rect(900, 300, 80, 90),), (205, 0))
DUE = StepFound(2, "Press Ctrl+End", VerdictKind.SAME_AFTER_MOVING, "88 % sure", ("It had moved.",), (LOOK,))
REPLAYED = ReplayedTask(
    title="Write a short letter",
    episode=SHARED.bundle,
    programs=(),
    outcome="passed",
    kind=VerdictKind.SAME_AFTER_MOVING,
    headline="It did the same, in another place",
    sure="67 % sure",
    reasons=("18 targets had moved.",),
    tallies=((VerdictKind.SAME_AFTER_MOVING, 18), (VerdictKind.NOT_COMPARABLE, 2)),
    isolation=("Behind a wall.",),
    took_ns=26 * SECOND,
    speed="at 2x speed",
    deciding=DUE,
    page="b0-1-of-1/report.html",
)
CHANGED = dataclasses.replace(
    REPLAYED,
    programs=("mousepad",),
    outcome="failed",
    kind=VerdictKind.DIFFERENT,
    headline="It went another way at step 2",
    deciding=dataclasses.replace(DUE, kind=VerdictKind.DIFFERENT, reasons=("One place looks otherwise.",)),
    page="b0-1-of-1-with-aa/report.html",
)
REPLAYING = Replaying((REPLAYED,), CHANGED, "Ctrl+End marks all of the text", DUE, "index.html")
SHOWN = Demonstration(
    study="Everyday office tasks",
    tasks=(TASK,),
    edited=(EDITED,),
    sharing=SHARING,
    replaying=REPLAYING,
    places=(PLACE,),
    left_out=("tasks",),
    words=("Quabblefinch",),
    control=Control(9, 9),
    parts=(("recording", 91.2), ("replaying", 45.4)),
)
HIT = Hit(Path("/vault/a-leaking-file"), 3, "Quabblefinch", Spelling.UTF_16_LE, Wrapping.BASE64)


def with_task(**changed: int) -> Demonstration:
    return dataclasses.replace(SHOWN, tasks=(dataclasses.replace(TASK, **changed),))  # type: ignore[arg-type]


def with_edited(**changed: object) -> Demonstration:
    edited = dataclasses.replace(EDITED, **changed)  # type: ignore[arg-type]
    return dataclasses.replace(SHOWN, edited=(edited,))


def with_redacted(**changed: object) -> Demonstration:
    word = dataclasses.replace(EDITED.redacted[0], **changed)  # type: ignore[arg-type]
    return with_edited(redacted=(word,))


def with_sharing(**changed: object) -> Demonstration:
    return dataclasses.replace(SHOWN, sharing=dataclasses.replace(SHARING, **changed))  # type: ignore[arg-type]


def with_replaying(**changed: object) -> Demonstration:
    replaying = dataclasses.replace(REPLAYING, **changed)  # type: ignore[arg-type]
    return dataclasses.replace(SHOWN, replaying=replaying)


def test_a_replay_is_shown_with_what_differs_where_it_lies_in_each_picture() -> None:
    page = render(SHOWN)
    section = page[page.index("Replayed and verified") : page.index("The search")]
    changed = section[section.index("with a changed mousepad</h3>") :]
    assert "The verdict names step 2: <strong>the right one</strong>" in changed
    recorded, replayed = re.findall(r"<figure.*?</figure>", changed)
    assert '<rect class="differs" x="96"' in recorded
    assert '<rect class="differs" x="301"' in replayed
    assert '<rect class="hidden"' in recorded
    assert 'href="replays/b0-1-of-1-with-aa/report.html"' in changed
    for words in ("✓\u00a0Same after moving", "≠\u00a0Different", "67 % sure", "Behind a wall."):
        assert words in section
    assert "137 s: recording 91 s, replaying 45 s" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unchanged": (dataclasses.replace(REPLAYED, outcome="failed"),)}, "did not do again"),
        ({"unchanged": (dataclasses.replace(REPLAYED, outcome="not_comparable"),)}, "No episode"),
        ({"changed": dataclasses.replace(CHANGED, outcome="passed")}, "not found to be different"),
        (
            {"changed": dataclasses.replace(CHANGED, deciding=dataclasses.replace(DUE, number=5))},
            "must show at step 2; the verdict names 5",
        ),
    ],
)
def test_a_replay_that_came_to_something_else_is_a_failure(changed: dict[str, object], said: str) -> None:
    shown = with_replaying(**changed)
    assert said in " ".join(shown.failures)
    assert "Something is wrong" in render(shown)


def with_hit() -> Demonstration:
    place = dataclasses.replace(PLACE, findings=Findings(6, 6_213_000, (HIT,)))
    return dataclasses.replace(SHOWN, places=(place,))


def test_a_page_where_all_is_well_says_so_with_its_figures() -> None:
    page = render(SHOWN)
    assert SHOWN.failures == ()
    assert "No captured word stands in any file in clear" in page
    assert "Something is wrong" not in page
    for figure in ("00:41.312", "1,893", "142", "1.9 MB", "0.18 s", "6.2 MB", "9 of 9", "Quabblefinch"):
        assert figure in page


def test_the_page_says_that_it_is_in_clear() -> None:
    assert "in clear, on purpose" in render(SHOWN)


def test_what_was_hidden_stands_among_the_actions_in_its_time() -> None:
    page = render(SHOWN)
    order = [page.index(words) for words in ("Press Ctrl+End", "Keys hidden, for 4.5 s", "Press Ctrl+S")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (with_hit(), "Captured words stand in clear in 1 file of the vault."),
        (dataclasses.replace(SHOWN, control=Control(9, 8)), "so it proves nothing"),
        (with_task(secrets_kept=1), "words that had to stay out: 1"),
        (with_task(words_kept=9), "lacks most of what was typed"),
        (with_redacted(in_episode=True), "Words that were redacted are in the episode of"),
        (with_redacted(read_in_episode=True), "Words that were redacted are in the episode of"),
        (with_redacted(in_session=False), "so the episode of “Write a short letter” proves nothing"),
        (with_redacted(read_in_session=False), "its pictures prove nothing"),
        (with_edited(others_lost=("Zanthorple",)), "Words that nobody redacted are not in the episode"),
        (with_edited(frames=150), "Of 151 pictures in the episode of “Write a short letter”, 150"),
        (with_edited(is_session_whole=False), "was changed by editing it"),
    ],
)
def test_a_broken_promise_is_said_first_and_ends_in_failure(
    shown: Demonstration,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = render(shown)
    assert said in page
    assert "No captured word" not in page
    monkeypatch.setattr(Tour, "run", lambda self: self.replays.mkdir(parents=True) or shown)
    monkeypatch.setattr("sys.argv", ["assent", "demo", "--report", str(tmp_path / "report")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == ExitCode.FAILED
    assert said in capsys.readouterr().err
    assert said in (tmp_path / "report" / "index.html").read_text()


def test_what_others_would_get_is_said_beside_what_the_person_keeps() -> None:
    page = render(SHOWN)
    assert "Others would get 4 min 12 s of 5 min 31 s." in page
    assert "What was redacted is gone" in page
    assert "in no event, title or picture of 1 episode" in page
    assert page.index(base64.b64encode(b"1").decode()) < page.index(base64.b64encode(b"2").decode())
    for words in ("Cut a range", "all of it, and its time", "Redact a box", "picture, keys", "nowhere"):
        assert words in page


def test_pictures_that_nobody_could_read_prove_nothing_and_are_not_said_to() -> None:
    page = render(with_edited(read=0))
    assert "in no event or title of 1 episode" in page
    assert "tesseract is not installed" in page


def test_a_find_is_shown_with_its_file_and_form() -> None:
    page = render(with_hit())
    assert "/vault/a-leaking-file" in page
    assert "utf-16-le, base64" in page


def test_nothing_that_was_recorded_can_act_on_the_page() -> None:
    task = dataclasses.replace(
        TASK,
        title=HOSTILE,
        steps=(Step(0, 0, HOSTILE, is_hidden=True),),
        shots=(Shot(0, b"", HOSTILE),),
        hidden=(HiddenStretch(0, 1, HOSTILE),),
    )
    word = dataclasses.replace(EDITED.redacted[0], word=HOSTILE)
    edit = dataclasses.replace(EDITED.edits[0], kind=HOSTILE)
    pair = dataclasses.replace(EDITED.pairs[0], caption=HOSTILE)
    edited = dataclasses.replace(
        EDITED, title=HOSTILE, redacted=(word,), edits=(edit,), pairs=(pair,), others_lost=(HOSTILE,)
    )
    shown = dataclasses.replace(SHOWN, study=HOSTILE, tasks=(task,), edited=(edited,), words=(HOSTILE,))
    page = render(shown)
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_page_asks_nothing_of_a_network() -> None:
    page = render(SHOWN)
    assert not re.findall(r"https?://|url\((?!#)|@import|<link", page)


def test_the_page_shows_what_left_who_can_open_it_and_what_strangers_were_told() -> None:
    page = render(SHOWN)
    for words in (
        "What left, and who can open it",
        "39 s leave, for The quality team",
        "refused: it is not sealed to your key",
        "bundles/b0/payload/000000",
        "123.5 kB",
        "Every event, action and picture is the same",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"attempts": (dataclasses.replace(SHARING.attempts[1], worked=True),)},
            "A stranger tried to open it",
        ),
        ({"attempts": (dataclasses.replace(SHARING.attempts[0], worked=False),)}, "it did not work"),
        ({"shared": (dataclasses.replace(SHARED, is_same=False),)}, "something else than was submitted"),
        ({"shared": ()}, "Nothing was submitted"),
    ],
)
def test_what_is_not_as_promised_in_sharing_is_a_failure(changed: dict[str, object], said: str) -> None:
    shown = with_sharing(**changed)
    assert any(said in failure for failure in shown.failures)
    assert "Something is wrong" in render(shown)


def test_hostile_words_of_a_store_or_a_refusal_stay_words() -> None:
    shown = with_sharing(
        approved=HOSTILE,
        objects=((HOSTILE, 1),),
        attempts=(Attempt(HOSTILE, HOSTILE, HOSTILE, worked=False, should_work=False),),
        readers=(Reader(HOSTILE, Role.QA, "age1", "3f2a"),),
        shared=(dataclasses.replace(SHARED, title=HOSTILE),),
    )
    assert "<script" not in render(shown)
