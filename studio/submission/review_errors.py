"""What can go wrong with reviews that a person can mend. No message holds what a review says."""

from recorder.bundle.statements import MOST_COMMENT
from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from studio.submission.store_errors import MendFirstError

_NOTHING_SAID = "Nothing was signed or sent."


class CommentNeededError(UserFacingError):
    """Who sends a recording back says why."""

    def __init__(self) -> None:
        super().__init__(
            "A recording is sent back with a word of why.",
            kept=_NOTHING_SAID,
            mend="Write a comment, then send it back.",
        )


class CommentTooLongError(UserFacingError):
    """A comment has a limit."""

    def __init__(self, letters: int) -> None:
        super().__init__(
            later("The comment has {0} letters; there is room for {1}.").format(letters, MOST_COMMENT),
            kept=_NOTHING_SAID,
            mend="Shorten it.",
        )


class NotReviewerError(UserFacingError):
    """The study names this reader for something else."""

    def __init__(self) -> None:
        super().__init__(
            "The study does not name you as someone who accepts recordings or sends them back.",
            kept=_NOTHING_SAID,
            mend="Ask those who run the study to name you in its file as someone who checks recordings.",
        )


class OpenedBeforeReviewsError(UserFacingError):
    """The copy was opened by a version that did not keep what a review needs."""

    def __init__(self) -> None:
        super().__init__(
            "This recording was opened by an earlier version of Assent, which knew of no reviews.",
            kept="Your copy is as it was.",
            mend="Remove your copy, and open the recording again.",
        )


class ReviewNotAllowedError(MendFirstError):
    """The reader's key for the store may not put reviews there."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The key of this computer may not put reviews into the store {0}.").format(place),
            kept="Your review is signed and stays in your vault. It is sent as soon as it may be.",
            mend="Ask those who run the store for a key that may also put reviews there.",
        )


class NoSuchRecordingError(UserFacingError):
    """Nothing of that name was shared or received."""

    def __init__(self, named: str) -> None:
        super().__init__(
            later("Nothing that was shared or received is called {0}.").format(named),
            mend="`assent submissions` lists what was shared, `assent sync` what was shared with you.",
        )
