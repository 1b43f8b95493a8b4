"""What can go wrong with a store, sorted by what helps: waiting, or mending something first.

None of them holds a key, the secret part of an address, or anything of what is sent: a place is named as
``StorePlace.shown`` names it.
"""

from recorder.episode.phrase import later
from recorder.errors import UserFacingError

_SENT_STAYS = "What was already sent stays sent, and it goes on from there."


class StoreError(UserFacingError):
    """Something is wrong with a store, or with the way to it."""


class TryAgainLaterError(StoreError):
    """It may well go better later, with nothing changed."""


class MendFirstError(StoreError):
    """Trying again is no use before somebody has mended something."""


class UnreachableStoreError(TryAgainLaterError):
    """Nobody answers there, or the connection broke."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The store {0} cannot be reached.").format(place),
            kept=_SENT_STAYS,
            mend="Check the connection of this computer, then try again.",
        )


class BusyStoreError(TryAgainLaterError):
    """It answers, and has no time or a fault of its own."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The store {0} answers that it cannot work at the moment.").format(place),
            kept=_SENT_STAYS,
            mend="Try again later. If it goes on for long, tell those who run the store.",
        )


class NotVerifiedError(TryAgainLaterError):
    """What the store holds is not what was sent."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("What arrived in the store {0} is not what was sent.").format(place),
            kept="What is incomplete cannot be opened by anyone.",
            mend="Try again. If it happens again, tell those who run the store.",
        )


class StoreUrlError(MendFirstError):
    """That names no store. The address itself is not repeated: a secret may be in it."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            later("The address of the store {0}.").format(problem),
            mend="Write a folder, file:///folder, s3://bucket/folder or https://host/bucket/folder.",
        )


class StoreFolderMissingError(MendFirstError):
    """A store that is a folder is not there: a drive that is not connected, most of the time."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            later("The folder {0} is not there.").format(folder),
            kept="Nothing was created in its place.",
            mend="Connect the drive or the share it is on, or create the folder, then try again.",
        )


class NotSignedInError(MendFirstError):
    """There are no credentials for the store."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("There is no key for the store {0} on this computer.").format(place),
            mend="Sign in with: assent store login URL. AWS_PROFILE and AWS_ACCESS_KEY_ID work too.",
        )


class UnusableProfileError(MendFirstError):
    """The AWS profile exists and has no key of its own."""

    def __init__(self, profile: str) -> None:
        super().__init__(
            later("The AWS profile {0} gets its key in a way that Assent does not support.").format(profile),
            mend="Sign in with: assent store login URL, or name a profile that holds a key.",
        )


class NoKeyringForStoresError(MendFirstError):
    """There is no keyring that encrypts, or it does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "This computer has no keyring that can keep a store's key safely, or it does not answer.",
            kept="No key was written anywhere.",
            mend="Unlock or install a keyring, or put the key into ~/.aws/credentials.",
        )


class WrongStoreKeyError(MendFirstError):
    """The store does not know the key, or the secret does not fit, or both are past their time."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The store {0} does not accept the key of this computer.").format(place),
            kept=_SENT_STAYS,
            mend="Ask those who run the store for a valid key, and sign in with: assent store login URL.",
        )


class StoreRefusedError(MendFirstError):
    """The key is right, and may not do this."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The key of this computer may not do this in the store {0}.").format(place),
            kept=_SENT_STAYS,
            mend="Ask those who run the store: who shares needs a key that may send there, who receives one "
            "that may list and fetch.",
        )


class NoSuchBucketError(MendFirstError):
    """There is no such bucket."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("There is no such place: {0}.").format(place),
            mend="Compare its address with the one in the study, or ask those who run the store.",
        )


class WrongRegionError(MendFirstError):
    """The bucket lies in another region."""

    def __init__(self, place: str, region: str) -> None:
        super().__init__(
            later("The store {0} lies in another region.").format(place),
            mend=(
                later("Add the region to its address: region={0}").format(region)
                if region
                else "Add the region to its address: region=… Those who run the store know it."
            ),
        )


class WrongClockError(MendFirstError):
    """This computer's clock is too far from the store's."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The clock of this computer is too far off for the store {0}.").format(place),
            kept=_SENT_STAYS,
            mend="Set the clock, or let it be set from the network, then try again.",
        )


class UntrustedStoreError(MendFirstError):
    """No sound encrypted connection: the certificate is not trusted, or there is none."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The store {0} cannot prove who it is.").format(place),
            kept="Nothing was sent.",
            mend="Ask those who run the store about its certificate. Do not go on before it is trusted.",
        )


class StoreFullError(MendFirstError):
    """There is no space left."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("There is no space left in {0}.").format(place),
            kept=_SENT_STAYS,
            mend="Make space there, then try again.",
        )


class ReadOnlyStoreError(MendFirstError):
    """The folder takes no files."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("Nothing can be written into {0}.").format(place),
            kept=_SENT_STAYS,
            mend="Make the folder writable, or connect the drive without its write protection.",
        )


class StoreAnswerError(MendFirstError):
    """The store refuses with an answer that nothing here is known about."""

    def __init__(self, place: str, answer: str) -> None:
        super().__init__(
            later("The store {0} refuses with the answer {1}.").format(place, answer),
            kept=_SENT_STAYS,
            mend="Show this answer to those who run the store.",
        )


class OverfullStoreError(MendFirstError):
    """It lists more objects than can be looked through, or never stops listing."""

    def __init__(self, place: str) -> None:
        super().__init__(
            later("The store {0} lists more objects than Assent looks through.").format(place),
            kept="Nothing was taken from it.",
            mend="Tell those who run the store. One recording can still be opened by its own address.",
        )


class BrokenOutboxError(MendFirstError):
    """What waits to be sent is no longer what was sealed: a file is missing or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "What was prepared for sending is no longer whole.",
            kept="Nothing of it can be opened by anyone, and the recording is in your vault.",
            mend="Share the recording again; it is sealed anew.",
        )
