"""What a person should know of a redaction that was just made: what it leaves, and what else it takes."""

from collections.abc import Iterator

from recorder.episode.edits import Redaction, Subject
from studio.editing.padding import Padding
from studio.ui.words import tr


def cautions(made: Redaction, found: Padding | None = None) -> str:
    """What to look at, in whole sentences; empty where there is nothing.

    Args:
        made: The redaction as it is now.
        found: Where what it covers first and last shows, if that was looked for.
    """
    return " ".join((*_left(made), *_taken_as_well(made, found), *_further(found)))


def _left(made: Redaction) -> Iterator[str]:
    """Keys are no pixels: who takes a text out thinks of both."""
    if made.subject in {Subject.TYPED, Subject.TEXT, Subject.RANGE}:
        yield tr("The picture may still show it: go there and draw a box over it (B).")


def _taken_as_well(made: Redaction, found: Padding | None) -> Iterator[str]:
    if made.subject is not Subject.BOX or found is None:
        return
    if any(part.takes_keys for part in made.parts):
        yield tr("What was typed while it shows goes as well, unless you untick that beside it.")


def _further(found: Padding | None) -> Iterator[str]:
    if found is None:
        return
    if found.is_there_before and found.is_there_after:
        yield tr("What you covered may show before and after this too. Look, and drag the ends.")
    elif found.is_there_before:
        yield tr("What you covered may show before this too. Look, and drag its beginning.")
    elif found.is_there_after:
        yield tr("What you covered may show after this too. Look, and drag its end.")
