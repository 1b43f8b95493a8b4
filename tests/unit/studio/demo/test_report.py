import dataclasses
import re
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from studio import cli
from studio.demo.findings import (
    Control,
    Demonstration,
    HiddenStretch,
    Place,
    RecordedTask,
    Shot,
    Step,
)
from studio.demo.report import render
from studio.demo.search import Findings, Hit, Spelling, Wrapping
from studio.demo.tour import Tour

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
SHOWN = Demonstration(
    study="Everyday office tasks",
    tasks=(TASK,),
    places=(PLACE,),
    left_out=("tasks",),
    words=("Quabblefinch",),
    control=Control(9, 9),
)
HIT = Hit(Path("/vault/a-leaking-file"), 3, "Quabblefinch", Spelling.UTF_16_LE, Wrapping.BASE64)


def with_task(**changed: int) -> Demonstration:
    return dataclasses.replace(SHOWN, tasks=(dataclasses.replace(TASK, **changed),))  # type: ignore[arg-type]


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
    monkeypatch.setattr(Tour, "run", lambda _self: shown)
    monkeypatch.setattr("sys.argv", ["assent", "demo", "--report", str(tmp_path / "report")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == ExitCode.FAILED
    assert said in capsys.readouterr().err
    assert said in (tmp_path / "report" / "index.html").read_text()


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
    page = render(dataclasses.replace(SHOWN, study=HOSTILE, tasks=(task,), words=(HOSTILE,)))
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_page_asks_nothing_of_a_network() -> None:
    page = render(SHOWN)
    assert not re.findall(r"https?://|url\(|@import|<link", page)
