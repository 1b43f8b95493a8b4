"""``demo``: sees for oneself, without a study, a vault or a desktop of one's own."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from recorder.commands.output import note, say
from recorder.errors import UserFacingError
from recorder.wording import count_text
from studio.demo.findings import EditedTask
from studio.demo.report import render, times_text
from studio.demo.report_edited import length
from studio.demo.report_replayed import FOLDER as REPLAYS
from studio.demo.tour import Tour

SAMPLE_STUDY: Final = Path(__file__).parents[2] / "assets" / "studies" / "office-tasks.toml"


class PromiseBrokenError(UserFacingError):
    """The demo found that something is not as Assent promises."""

    def __init__(self, failures: tuple[str, ...], report: Path) -> None:
        super().__init__(" ".join(failures), mend=f"See {report}, and please report this as a fault.")


@click.command()
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    default=Path("demo-report"),
    show_default=True,
    help="The folder for the report; one of an earlier demo is replaced.",
)
@click.option(
    "--pace", type=click.FloatRange(0.5, 10.0), default=2.0, help="How many times quicker than a person."
)
def demo(*, report: Path, pace: float) -> None:
    """Record a scripted person, edit, bake, share, replay, and search every file for what they did.

    Your own desktop, home and vault are not touched. All that is recorded is deleted at the end; the report
    stays, in clear.
    """
    with tempfile.TemporaryDirectory(prefix="assent-demo-") as folder:
        tour = Tour(SAMPLE_STUDY, Path(folder), pace=pace, say=note)
        shown = tour.run()
        page = report / "index.html"
        report.mkdir(mode=0o700, parents=True, exist_ok=True)
        page.write_text(render(shown), encoding="utf-8")
        _put(tour.replays, report / REPLAYS)
    for task in shown.tasks:
        counts = (
            count_text(len(task.steps), "action"),
            count_text(task.pictures, "picture"),
            count_text(len(task.hidden), "stretch of keys hidden", "stretches of keys hidden"),
        )
        say(f"{task.title}: {', '.join(counts)}.")
    for made in shown.edited:
        gone = count_text(len(made.redacted), "redacted word")
        say(
            f"{made.title}: {count_text(len(made.edits), 'edit')}, baked. Others would get "
            f"{length(made.after_ns)} of {length(made.before_ns)}; {_searched_for(made, gone)}."
        )
    refused = sum(not attempt.worked for attempt in shown.sharing.attempts)
    say(
        f"{count_text(len(shown.sharing.shared), 'episode')} submitted to {shown.sharing.server}, sealed to "
        f"{count_text(len(shown.sharing.readers), 'key')}, opened by the reader, one of them withdrawn; "
        f"{count_text(refused, 'attempt')} of others refused."
    )
    for replayed in (*shown.replaying.unchanged, shown.replaying.changed):
        programs = f", with a changed {', '.join(replayed.programs)}" if replayed.programs else ""
        say(f"{replayed.title}, replayed{programs}: {replayed.headline}, {replayed.sure}.")
    files = sum(place.findings.files for place in shown.places)
    size = sum(place.findings.size for place in shown.places)
    hits = sum(len(place.findings.hits) for place in shown.places)
    say(
        f"Searched {files:,} files, {size:,} bytes, for {len(shown.words):,} words and lines: "
        f"{hits or 'nothing'} found. Planted in clear, the same search found {shown.control.found:,} of "
        f"{shown.control.planted:,}."
    )
    say(f"All of it took {times_text(shown)}.")
    say(f"The report, in clear by purpose: {page.resolve()}")
    if shown.failures:
        raise PromiseBrokenError(shown.failures, page)


def _put(replays: Path, beside: Path) -> None:
    """Put the replays' reports beside the page; those of an earlier demo go, and nothing else there does."""
    for record in beside.glob("*/run.json"):
        for name in ("report.html", "junit.xml", "run.json"):
            (record.parent / name).unlink(missing_ok=True)
        with suppress(OSError):
            record.parent.rmdir()
    shutil.copytree(replays, beside, dirs_exist_ok=True)


def _searched_for(made: EditedTask, words: str) -> str:
    if made.failures:
        return "something is wrong with it"
    if not made.read:
        return f"{words} in no event or title of it (no picture was read: tesseract is missing)"
    return f"{words} in no event or title of it, and in none of {made.read} pictures that were read"
