"""What ``replay.running.telling`` says of a replay on the person's own desktop, in their language."""

from replay.running import telling
from replay.running.result import RunResult
from replay.running.standing import ReplayState
from studio.ui.models.phrase_words import phrase_words


def state_words(state: ReplayState) -> str:
    """Where it stands, in a few words."""
    return phrase_words(telling.state_words(state))


def ending_words(run: RunResult) -> str:
    """How it ended, and why, in whole sentences."""
    return " ".join(map(phrase_words, (*telling.ending_words(run), telling.NOTHING_IS_HELD)))
