"""What the commands that edit have in common: a session's history, opened, changed and kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from recorder.commands.opening import find_session, opened_vault, short_id
from recorder.commands.output import note, print_json, progress, say
from recorder.episode.edits import Edits, Redaction
from recorder.vault.session_reader import SessionReader
from recorder.vault.vault import Vault
from studio.commands.edit_wording import edit_json, edit_line, left_text
from studio.content.session_content import SessionContent, load_content
from studio.editing.describing import EditDescription, describe_edits
from studio.editing.history import History, StepName
from studio.editing.making import with_appearances
from studio.editing.padding import padding
from studio.editing.reach import timeline_of
from studio.editing.storage import KeptHistory

Make = Callable[[SessionContent, Edits], Edits]
"""From what the session holds and its edits to its new edits."""


@dataclass(slots=True)
class EditedSession:
    """A session whose edits are looked at or changed.

    Attributes:
        session_id: Its id.
        ended_ns: Its length.
        kept: Its history.
    """

    session_id: str
    ended_ns: int
    kept: KeptHistory
    _vault: Vault = field(repr=False)

    @property
    def history(self) -> History:
        """Its history."""
        return self.kept.history

    @property
    def edits(self) -> tuple[EditDescription, ...]:
        """The edits in force, in numbers."""
        return describe_edits(self.history.edits, self.ended_ns)

    @property
    def left_ns(self) -> int:
        """How much of its time others would get."""
        return timeline_of(self.history.edits, self.ended_ns).duration_ns

    def made(self, make: Make, *, pads: bool) -> Edits:
        """The edits that a wish comes to; covers last as long as what they cover is seen, if asked for."""
        with self._vault.open_session(self.session_id) as reader:
            content = load_content(reader)
            before = self.history.edits
            edits = make(content, before)
            if pads:
                for edit in edits.redactions:
                    if edit not in before.items:
                        edits = _padded(reader, content, edits, edit)
            return edits

    def keep(self, history: History) -> None:
        """Go on with its history."""
        self.kept.keep(self._vault, history)

    def document(self) -> dict[str, object]:
        """Its edits for a program."""
        return {
            "session": self.session_id,
            "length_ns": self.ended_ns,
            "left_ns": self.left_ns,
            "edits": [edit_json(edit) for edit in self.edits],
            "undo": None if self.history.undo_name is None else self.history.undo_name.value,
            "redo": None if self.history.redo_name is None else self.history.redo_name.value,
        }


@contextmanager
def edited_session(named: str) -> Iterator[EditedSession]:
    """The session of that name, for as long as the context lasts.

    Raises:
        UserFacingError: It cannot be opened.
    """
    with opened_vault() as vault:
        row = find_session(vault, named)
        with vault.open_session(row.session_id) as reader:
            ended_ns = reader.ended_ns
        yield EditedSession(row.session_id, ended_ns, KeptHistory.load(vault, row.session_id), vault)


def change_edits(
    named: str, name: StepName, make: Make, *, dry_run: bool, as_json: bool, pads: bool = False
) -> None:
    """Make one step of a session's history, and say what it did.

    Args:
        named: The session.
        name: What is done.
        make: Does it.
        dry_run: Whether it is only said what would go.
        as_json: Whether it is said to a program.
        pads: Whether what is covered is looked for in the pictures before and after.
    """
    with edited_session(named) as session:
        before = session.history
        edits = session.made(make, pads=pads)
        if not dry_run:
            session.keep(before.done(name, edits))
        known = {edit.id for edit in before.edits}
        made = [edit for edit in describe_edits(edits, session.ended_ns) if edit.id not in known]
        if as_json:
            print_json(
                {**session.document(), "made": [edit_json(edit) for edit in made], "kept": not dry_run}
            )
            return
        if not made:
            say("This changes nothing.")
            return
        for edit in made:
            say(edit_line(edit))
        if dry_run:
            note("Nothing was changed: this was a dry run.")
            return
        say(left_text(session.left_ns, session.ended_ns))
        note(f"Undo it with: assent undo {short_id(session.session_id)}")


def _padded(reader: SessionReader, content: SessionContent, edits: Edits, made: Redaction) -> Edits:
    with progress("Looking for where it shows") as advance:
        found = padding(reader, content, made, lambda: advance(0, 1))
    if found.is_there_before or found.is_there_after:
        note("What is covered may show before or after this too: look, with `assent frame` or in the app.")
    return with_appearances(edits, made.id, found.ranges)
