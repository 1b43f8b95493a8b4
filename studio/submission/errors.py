"""What can go wrong with sharing that a person can mend. No message holds anything captured."""

from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from studio.submission.binding import StaleReason

_NOTHING_LEFT = "Nothing has left this computer."


class EpisodeMissingError(UserFacingError):
    """There is no episode of the session."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was made of this recording yet that could be shared.",
            kept=_NOTHING_LEFT,
            mend="Make its episode first, with `assent bake`.",
        )


class StudyMissingError(UserFacingError):
    """The study of a session, or the consent to it, is not in the vault."""

    def __init__(self) -> None:
        super().__init__(
            "There is no consent in the vault to the study of this recording.",
            kept=_NOTHING_LEFT,
            mend="Read the study and decide, with `assent consent grant`.",
        )


class NotReadyError(UserFacingError):
    """A line of the checklist stands against it, or is open."""

    def __init__(self, why: str) -> None:
        super().__init__(why, kept=_NOTHING_LEFT, mend="Mend that first, then approve it.")


class NotApprovedError(UserFacingError):
    """Nobody approved it."""

    def __init__(self) -> None:
        super().__init__(
            "You have not approved this recording.",
            kept=_NOTHING_LEFT,
            mend="Look at what would be shared and approve it, with `assent approve`.",
        )


class ApprovalStaleError(UserFacingError):
    """What was approved is not what would leave now.

    Attributes:
        reason: Why.
    """

    def __init__(self, reason: StaleReason) -> None:
        self.reason = reason
        super().__init__(
            _STALE[reason],
            kept=_NOTHING_LEFT,
            mend=(
                "It can be shared again once you agree to the study again."
                if reason is StaleReason.CONSENT_OVER
                else "Look at what would be shared now, and approve it again."
            ),
        )


_STALE = {
    StaleReason.EDITED: later("You edited the recording after you approved it."),
    StaleReason.BAKED_ANEW: later("The recording was prepared anew after you approved it."),
    StaleReason.BYTES_CHANGED: later("The episode's file is not the one that you approved: it was changed."),
    StaleReason.STUDY_CHANGED: later("You approved it for another version of the study."),
    StaleReason.STORE_CHANGED: later("You approved it for another place."),
    StaleReason.CONSENT_OVER: later("Your consent to the study no longer covers this recording."),
}


class AlreadySharedError(UserFacingError):
    """That very episode is shared already, or about to be.

    Attributes:
        bundle_id: As what.
        is_sent: Whether it is all there.
    """

    def __init__(self, bundle_id: str, *, is_sent: bool) -> None:
        self.bundle_id = bundle_id
        self.is_sent = is_sent
        super().__init__(
            "This recording is already shared."
            if is_sent
            else "This recording is already waiting to be sent.",
            kept="It was not sent a second time.",
            mend="`assent submissions` shows where it stands.",
        )


class AlreadyReceivedError(UserFacingError):
    """The bundle is in the vault already.

    Attributes:
        bundle_id: Which.
    """

    def __init__(self, bundle_id: str) -> None:
        self.bundle_id = bundle_id
        super().__init__(
            "You have opened this recording before; it is in your vault.",
            mend="Look at it there.",
        )


class AlreadyTakenBackError(UserFacingError):
    """What was shared is taken back already."""

    def __init__(self) -> None:
        super().__init__(
            "This recording was taken back before.",
            kept="Nobody can open it any more.",
            mend="The receipt of it is in your vault: `assent submissions` names it.",
        )
