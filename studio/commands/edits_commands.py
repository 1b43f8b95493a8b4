"""``edits``, ``undo`` and ``redo``: what is in force, and going back and forth in it."""

import click

from recorder.commands.output import json_option, print_json, say
from recorder.commands.session_commands import session_argument
from recorder.wording import table
from studio.commands.edit_wording import edit_cells, left_text, step_text
from studio.commands.edited_session import EditedSession, edited_session
from studio.commands.errors import NothingToRedoError, NothingToUndoError
from studio.editing.changing import remove
from studio.editing.history import History, StepName


@click.command()
@session_argument
@click.option(
    "--remove", "removed", type=int, metavar="N", help="Remove edit N first: what it took stays again."
)
@json_option
def edits(session: str, *, removed: int | None, as_json: bool) -> None:
    """List the edits of SESSION: when, and what goes. Never what was redacted."""
    with edited_session(session) as edited:
        if removed is not None:
            history = edited.history
            edited.keep(history.done(StepName.REMOVE, remove(history.edits, removed)))
        if as_json:
            print_json(edited.document())
            return
        found = edited.edits
        if not found:
            say("No edit is in force.")
        else:
            head = ("Edit", "What", "From", "To", "Goes")
            say(table(head, [edit_cells(edit) for edit in found], right=(0,)))
        say(left_text(edited.left_ns, edited.ended_ns))
        if edited.history.redo_name is not None:
            say(f"Undone, and can be done again: {step_text(edited.history.redo_name)}.")


@click.command()
@session_argument
@json_option
def undo(session: str, *, as_json: bool) -> None:
    """Take back the last edit of SESSION, and the one before it the next time, without limit."""
    with edited_session(session) as edited:
        name = edited.history.undo_name
        if name is None:
            raise NothingToUndoError
        _go(edited, edited.history.undone(), f"Undone: {step_text(name)}.", as_json=as_json)


@click.command()
@session_argument
@json_option
def redo(session: str, *, as_json: bool) -> None:
    """Do again what was undone last in SESSION; possible until another edit is made."""
    with edited_session(session) as edited:
        name = edited.history.redo_name
        if name is None:
            raise NothingToRedoError
        _go(edited, edited.history.redone(), f"Done again: {step_text(name)}.", as_json=as_json)


def _go(edited: EditedSession, history: History, words: str, *, as_json: bool) -> None:
    edited.keep(history)
    if as_json:
        print_json(edited.document())
        return
    say(words)
    say(left_text(edited.left_ns, edited.ended_ns))
