"""Making a session's episode: what the vault writes down before, and after, around the bake itself.

The interface takes the three steps apart, since its vault lives on a thread that must not wait for the bake;
the command line takes them in one.
"""

from collections.abc import Callable

from recorder.episode.edits_json import edits_sha256
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_header import SessionSummary, new_session_id
from recorder.vault.vault import Vault
from studio.editing.bake import BakeOrder, Progress, bake, episode_header
from studio.editing.reach import NothingLeftError, timeline_of


def begin_episode(vault: Vault, session_id: str) -> BakeOrder:
    """Write down that an episode begins, by the edits that are in force.

    Returns:
        What to bake. Once that is done, ``Vault.finish_episode`` is told; if it fails, ``abandon_episode``.

    Raises:
        NothingLeftError: The edits take everything; nothing was written down.
        NoSuchSessionError: There is no such session.
        SessionUnfinishedError: It is still recorded, or was left by a crash.
        DiskFullError: No space is left.
    """
    source, edits = vault.session_access(session_id), vault.edits(session_id)
    if not timeline_of(edits, source.summary.ended_ns).kept:
        raise NothingLeftError
    with source.open() as reader:
        header = episode_header(reader.header, edits, episode_id=new_session_id())
    made = vault.new_episode(session_id, header, edits_sha256(edits))
    return BakeOrder(source, edits, header, made.path, made.key)


def is_prepared(vault: Vault, session_id: str) -> bool:
    """Whether there is an episode of a session by the edits that are in force."""
    in_force = edits_sha256(vault.edits(session_id))
    rows = vault.episodes(session_id)
    return any(row.summary is not None and row.edits_sha256 == in_force for row in rows)


def abandon_episode(vault: Vault, order: BakeOrder) -> None:
    """Forget an episode that was not finished: its key, and whatever is left of its file."""
    vault.delete_episode(order.header.session_id)


def make_episode(
    vault: Vault,
    session_id: str,
    progress: Progress,
    *,
    how: Callable[[BakeOrder, Progress], SessionSummary] = bake,
) -> EpisodeRow:
    """Bake a session by the edits that are in force, whole or not at all.

    Args:
        vault: Where both are.
        session_id: The session.
        progress: Told how it goes; whatever it raises ends the bake, and leaves nothing of it.
        how: ``bake``, or ``bake_apart``.

    Raises:
        UserFacingError: As ``begin_episode`` and ``bake``.
    """
    order = begin_episode(vault, session_id)
    try:
        vault.finish_episode(how(order, progress))
    except BaseException:
        abandon_episode(vault, order)
        raise
    rows = vault.episodes(session_id)
    return next(row for row in rows if row.episode_id == order.header.session_id)
