"""Asks on the terminal whether a replay may act on the person's own desktop.

A person types a word. There is no option that types it for them: a script that could say yes would be one
that presses their keys unseen.
"""

import sys
from typing import Final

import click

from recorder.commands.output import note
from recorder.commands.width import reading_columns, wrapped
from recorder.episode.phrase import english
from recorder.errors import UserFacingError
from recorder.wording import clean
from replay.plan.steps import ReplayPlan
from replay.plan.words import plan_text
from replay.running.own_desktop import COUNTDOWN_SECONDS, OwnDesktopYes, Question, ask
from replay.verifying.playing import ToPlay

_WORD: Final = "replay"


class NobodyToAskError(UserFacingError):
    """No person sits at this terminal."""

    def __init__(self) -> None:
        super().__init__(
            "A replay on your own desktop asks you first, and there is no terminal here to ask on.",
            kept="Nothing was started.",
            mend="Run it in a terminal; or leave --here out, which replays it on a private desktop.",
        )


def check_somebody_is_there() -> None:
    """Raise where nobody can be asked.

    Raises:
        NobodyToAskError: The input or what is said does not come from or go to a terminal.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NobodyToAskError


def show_here(wanted: ToPlay) -> None:
    """Show what would be done, and where."""
    note(plan_text(wanted.plan))
    note("")
    if wanted.shift != (0, 0):
        note("The monitor stands elsewhere here: every place was moved with it.")


def ask_here(wanted: ToPlay, *, is_own_work: bool) -> OwnDesktopYes | None:
    """Ask; ``None`` where the answer is no."""
    return ask(wanted.plan, _answer, is_own_work=is_own_work)


def ask_whether_to_start(plan: ReplayPlan) -> bool:
    """Whether the task's program shall be started; asked, since it may be open already."""
    if plan.start is None:
        note("How its task starts is not known here: open it yourself, as it was when it was recorded.")
        return False
    note(f"Its task starts: {clean(' '.join(plan.start.command))}")
    if click.confirm("Is that open already?", default=False, err=True):
        note(f"Put its window where it was, and click into it in the {COUNTDOWN_SECONDS} s of the countdown.")
        return False
    return True


def _answer(question: Question) -> bool:
    for sentence in question.sentences:
        note("\n".join(wrapped(english(sentence), reading_columns(sys.stderr))))
    typed: str = click.prompt(
        f"Type the word “{_WORD}” to do it, or press Enter to leave it",
        default="",
        show_default=False,
        err=True,
    )
    return typed.strip().casefold() == _WORD
