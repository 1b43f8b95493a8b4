"""A session's history of edits, as the vault keeps it: written down step by step, as it is made."""

from recorder.vault.edit_steps import EditStep
from recorder.vault.vault import Vault
from studio.editing.history import History, Step, StepName


class KeptHistory:
    """What the vault holds of one session's history. Owned by the vault's thread.

    Only what is new is written. Where that failed, because the disk is full, the next time brings all that
    is missing: nothing has to be told twice.

    Args:
        session_id: Which session.
        history: What the vault holds now.
    """

    def __init__(self, session_id: str, history: History) -> None:
        self.session_id = session_id
        self.history = history

    @classmethod
    def load(cls, vault: Vault, session_id: str) -> "KeptHistory":
        """Read it.

        Raises:
            NoSuchSessionError: There is no such session.
            DamagedFileError: A step cannot be read.
        """
        kept = vault.edit_steps(session_id)
        steps = tuple(Step(_name(step.name), step.edits) for step in kept.steps)
        return cls(session_id, History(steps, kept.position))

    def keep(self, vault: Vault, history: History) -> None:
        """Write down how it went on, durably, in one transaction.

        Raises:
            NoSuchSessionError: The session is gone.
            DiskFullError: No space is left; what was kept before still is.
        """
        if history == self.history:
            return
        same = 0
        for before, now in zip(self.history.steps, history.steps, strict=False):
            if before != now:
                break
            same += 1
        vault.keep_edit_steps(
            self.session_id,
            after=same,
            steps=[EditStep(step.name.value, step.edits) for step in history.steps[same:]],
            position=history.position,
        )
        self.history = history


def _name(text: str) -> StepName:
    try:
        return StepName(text)
    except ValueError:
        return StepName.OTHER
