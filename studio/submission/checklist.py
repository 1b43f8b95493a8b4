"""The checklist before anything is shared: what must hold, what is still open, what stands against it.

Pure: it is given what is known and says what that comes to. Each line is a phrase, so that a terminal and the
app say the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from recorder.episode.consent import ConsentChain, NoConsentError, Refusal
from recorder.episode.permit import permit_recording
from recorder.episode.phrase import Phrase, counted, phrase
from recorder.episode.study import Stream, Study


class CheckKind(StrEnum):
    """What is checked, in the order shown."""

    CONSENT_STANDS = "consent_stands"
    STREAMS_WITHIN_GRANT = "streams_within_grant"
    EDITS_BAKED = "edits_baked"
    SUGGESTIONS_ANSWERED = "suggestions_answered"
    WATCHED = "watched"


class CheckState(StrEnum):
    """What a check came to."""

    DONE = "done"
    OPEN = "open"
    """The person has to say or do something first; only they can."""
    FAILED = "failed"
    """It cannot be shared as things are."""


class Watched(StrEnum):
    """How the person looked at what they approve."""

    FULLY = "fully"
    SKIPPED = "skipped"
    """They said that they know what is in the part they did not watch."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist."""

    kind: CheckKind
    state: CheckState
    words: Phrase


class Suggestions(Protocol):
    """Who proposes what to redact; asked whether everything proposed was accepted or dismissed."""

    def unanswered(self, session_id: str) -> int:
        """How many proposals of a session wait for an answer."""


class NoSuggestions:
    """Nothing was suggested."""

    def unanswered(self, session_id: str) -> int:  # noqa: ARG002 - the protocol's
        """None."""
        return 0


def consent_check(chain: ConsentChain, study: Study, *, task_id: str, now: datetime) -> Check:
    """Whether the consent to the study stands, by the rules that recording follows.

    Args:
        chain: All consents.
        study: The version that was recorded for.
        task_id: The task that was recorded.
        now: The time, with its time zone.
    """
    kind = CheckKind.CONSENT_STANDS
    try:
        permit_recording(chain, study, now=now)
    except NoConsentError as error:
        return Check(kind, CheckState.FAILED, _refused(error.refusal, study))
    if study.task(task_id) is None:
        return Check(kind, CheckState.FAILED, phrase("“{study}” has no such task.", study=study.title))
    return Check(kind, CheckState.DONE, phrase("Your consent to “{study}” stands.", study=study.title))


def streams_check(streams: Collection[str], granted: Collection[Stream]) -> Check:
    """Whether everything recorded is agreed to.

    Args:
        streams: What the episode holds.
        granted: What the newest consent allows.
    """
    kind = CheckKind.STREAMS_WITHIN_GRANT
    beyond = sorted(set(streams) - {stream.value for stream in granted})
    if not beyond:
        return Check(kind, CheckState.DONE, phrase("Only what you agreed to was recorded."))
    # One kind of data is one sentence: a translator needs it whole.
    return Check(kind, CheckState.FAILED, _BEYOND.get(beyond[0], _BEYOND_OTHER))


def edits_check(*, baked_of: str, in_force: str) -> Check:
    """Whether the episode is made of the edits in force.

    Args:
        baked_of: The SHA-256 of the edits that the episode was baked from.
        in_force: That of the edits now.
    """
    kind = CheckKind.EDITS_BAKED
    if baked_of == in_force:
        return Check(kind, CheckState.DONE, phrase("All your edits are in it."))
    return Check(kind, CheckState.FAILED, phrase("You edited the recording after it was prepared."))


def suggestions_check(unanswered: int) -> Check:
    """Whether everything that was proposed was answered."""
    kind = CheckKind.SUGGESTIONS_ANSWERED
    if not unanswered:
        return Check(kind, CheckState.DONE, phrase("No suggestion waits for your answer."))
    words = counted(
        "{count} suggestion waits for your answer.", "{count} suggestions wait for your answer.", unanswered
    )
    return Check(kind, CheckState.OPEN, words)


def watched_check(watched: Watched | None) -> Check:
    """Whether the person looked at it; only whoever shows it knows."""
    kind = CheckKind.WATCHED
    match watched:
        case None:
            return Check(kind, CheckState.OPEN, phrase("You have not watched it to the end."))
        case Watched.FULLY:
            return Check(kind, CheckState.DONE, phrase("You watched it to the end."))
        case Watched.SKIPPED:
            return Check(
                kind, CheckState.DONE, phrase("You know what is in the part that you did not watch.")
            )


_BEYOND = {
    Stream.SCREEN.value: phrase("It holds pictures of the screen, which you no longer agree to."),
    Stream.POINTER.value: phrase("It holds what the pointer did, which you no longer agree to."),
    Stream.KEYBOARD.value: phrase("It holds what was typed, which you no longer agree to."),
    Stream.CONTEXT.value: phrase("It holds titles of windows, which you no longer agree to."),
}
_BEYOND_OTHER = phrase("It holds something that you did not agree to.")


def _refused(refusal: Refusal, study: Study) -> Phrase:
    match refusal:
        case Refusal.WITHDRAWN:
            return phrase("You withdrew your consent to “{study}”.", study=study.title)
        case Refusal.EXPIRED:
            return phrase("Your consent to “{study}” is over.", study=study.title)
        case Refusal.STUDY_ENDED:
            return phrase("“{study}” has ended.", study=study.title)
        case Refusal.OTHER_VERSION:
            return phrase(
                "This was recorded for version {version} of “{study}”; since then you agreed to another one.",
                version=study.version,
                study=study.title,
            )
        case Refusal.CLOCK:
            return phrase("This computer's clock says a time before your consent was given.")
        case _:
            return phrase("There is no consent to “{study}” that covers this.", study=study.title)
