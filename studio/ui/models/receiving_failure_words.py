"""What went wrong with stores and with what others shared, said of buttons instead of commands."""

from recorder.bundle import errors as bundle
from studio.submission import store_errors as stores
from studio.submission.addresses import PlaceUnclearError
from studio.ui.words import tr, tr_said

Words = tuple[str, ...]


def receiving_failure_words(error: BaseException) -> Words | None:
    """The sentences; ``None`` where the error says it well itself."""
    sign_in = tr("Sign in under Settings, Stores.")
    match error:
        case bundle.UnknownOwnerError():
            return (
                tr_said(error.happened),
                tr("Nothing of it was kept."),
                tr("Ask those who run the study for its file, compare the fingerprint, and add it here."),
            )
        case PlaceUnclearError():
            return (
                tr("That is no sealed recording."),
                tr("Choose the manifest.json in its folder, or look for all that is for you."),
            )
        case stores.NotSignedInError() | stores.UnusableProfileError():
            return (tr_said(error.happened), sign_in)
        case stores.WrongStoreKeyError():
            return (
                tr_said(error.happened),
                tr_said(error.kept),
                tr("Ask those who run the store for a valid key, and sign in under Settings, Stores."),
            )
        case _:
            return None
