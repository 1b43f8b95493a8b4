"""Why a bundle is not opened, or not sealed: each a plain word, none with anything of its content.

A store, or whoever stands between it and the reader, can bring about each of these; so none is more than what
was found, and after none of them is anything left on the reader's disk.
"""

from datetime import date

from recorder.episode.card import signing_key_fingerprint
from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from recorder.wording import clean

_NOTHING_KEPT = later("Nothing of it was kept.")


class MissingObjectError(Exception):
    """A place does not hold that object, or holds nothing under its name. Raised by a ``BundleSource``."""


class TooLargeError(Exception):
    """An object is larger than was asked for; it was not read. Raised by a ``BundleSource``."""


class NoBundleError(UserFacingError):
    """There is no bundle of that name: it was never put there whole, or it was removed."""

    def __init__(self) -> None:
        super().__init__(
            "There is no recording of this name here: it was not sent completely, or it was removed.",
            kept=_NOTHING_KEPT,
            mend="Look for it again later, or ask the person who sent it.",
        )


class NotForYouError(UserFacingError):
    """The bundle is not sealed to this reader's key."""

    def __init__(self) -> None:
        super().__init__(
            "This recording is not sealed to your key, so you cannot open it.",
            kept=_NOTHING_KEPT,
            mend="Compare the fingerprint of your key with the one in the study.",
        )


class TamperedBundleError(UserFacingError):
    """Something in the bundle is not what its contributor signed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            later("This recording was changed after it was sealed: {0}.").format(what),
            kept=_NOTHING_KEPT,
            mend="Do not trust this copy. Fetch it again, and tell those who run the store.",
        )


class TruncatedBundleError(UserFacingError):
    """A part of the bundle is missing or cut short."""

    def __init__(self) -> None:
        super().__init__(
            "A part of this recording is missing or cut short.",
            kept=_NOTHING_KEPT,
            mend="Fetch it again. If that does not help, ask the person to send it anew.",
        )


class WrongNameError(UserFacingError):
    """A bundle lies under a name that is not its own: a replay of another one."""

    def __init__(self) -> None:
        super().__init__(
            "Under this name lies another recording, which someone copied here.",
            kept=_NOTHING_KEPT,
            mend="Open it under its own name, and tell those who run the store.",
        )


class NewerBundleError(UserFacingError):
    """A later version of Assent sealed it."""

    def __init__(self) -> None:
        super().__init__(
            "This recording was sealed by a later version of Assent.",
            kept=_NOTHING_KEPT,
            mend="Update Assent, then open it again.",
        )


class WithdrawnBundleError(UserFacingError):
    """Its contributor took it back."""

    def __init__(self) -> None:
        super().__init__(
            "The person who made this recording has withdrawn it.",
            kept=_NOTHING_KEPT,
            mend="There is nothing to do: nobody opens it any more.",
        )


class ExpiredBundleError(UserFacingError):
    """Its retention has ended."""

    def __init__(self, expired_on: date) -> None:
        super().__init__(
            later("This recording was kept until {0} and is not opened any more.").format(expired_on),
            kept=_NOTHING_KEPT,
            mend="There is nothing to do: the study promised to keep it no longer.",
        )


class UnknownOwnerError(UserFacingError):
    """The study that the bundle was made for is signed by nobody whom the reader knows as its owner.

    Attributes:
        study_id: The study.
        title: Its title, as it says itself.
        owner: Who signed the study, or ``None`` if nobody did.
        is_known_study: Whether the reader knows the study, under another owner.
    """

    def __init__(self, study_id: str, title: str, owner: bytes | None, *, is_known_study: bool) -> None:
        self.study_id = study_id
        self.title = title
        self.owner = owner
        self.is_known_study = is_known_study
        super().__init__(
            _unknown_owner(clean(title), owner, is_known_study=is_known_study),
            kept=_NOTHING_KEPT,
            mend="Ask those who run the study for its file, compare the fingerprint, and add it with "
            "`assent study trust`.",
        )


class NotConsentedError(UserFacingError):
    """The consent that lies in the bundle does not cover what is in it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            later("The consent in this recording does not cover it: {0}.").format(what),
            kept=_NOTHING_KEPT,
            mend="Tell the person who sent it, and those who run the study.",
        )


class BrokenBundleError(UserFacingError):
    """It is signed by its contributor, and yet it is not what a bundle is."""

    def __init__(self, what: str) -> None:
        super().__init__(
            later("This recording is not as Assent seals it: {0}.").format(what),
            kept=_NOTHING_KEPT,
            mend="Ask the person who sent it to update Assent and send it anew.",
        )


def _unknown_owner(title: str, owner: bytes | None, *, is_known_study: bool) -> str:
    if owner is None:
        if is_known_study:
            return later("This recording is of a version of “{0}” that you have not added.").format(title)
        return later("This recording is of the study “{0}”, which you have not added.").format(title)
    fingerprint = signing_key_fingerprint(owner)
    if is_known_study:
        text = later("This recording is of the study “{0}”, signed by another owner than you know: {1}.")
    else:
        text = later("This recording is of the study “{0}”, which you have not added; its owner is {1}.")
    return text.format(title, fingerprint)
