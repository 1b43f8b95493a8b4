"""What went wrong, as the app says it: in the person's language, and with what to do in the app.

Errors below the app tell people of commands; here the same is said of buttons. What has no words of its own
here is said as it came.
"""

from typing import Final

from recorder.errors import UserFacingError
from recorder.vault import errors as vault
from recorder.wording import clean
from studio.ui.models.receiving_failure_words import receiving_failure_words
from studio.ui.models.refused_words import refused_words
from studio.ui.models.sharing_failure_words import sharing_failure_words
from studio.ui.words import later, tr, tr_said

Words = tuple[str, ...]
"""What happened, what is safe, what to do; those of them that there are."""

_BACKUP: Final = later("Restore a backup: run `assent vault restore` in a terminal.")


def failure_words(error: UserFacingError) -> Words:
    """The sentences about an error that a person can mend."""
    own = next((said for said in (words(error) for words in _OWN_WORDS) if said is not None), None)
    if own is not None:
        return own
    return tuple(
        clean(tr_said(part), breaks=True) for part in (error.happened, error.kept, error.mend) if part
    )


def _own_words(error: UserFacingError) -> Words | None:  # noqa: PLR0911 - one sentence for each
    match error:
        case vault.WrongPassphraseError():
            return (
                tr("This passphrase does not open the vault."),
                tr("Try again. Look whether Caps Lock is on, or use the recovery code."),
            )
        case vault.VaultBusyError():
            return (
                tr("Assent is already open, or one of its commands is running."),
                tr("Nothing was changed."),
                tr("Go on in the other window, or close it and try again here."),
            )
        case vault.NoVaultError():
            return (tr("The vault that was here is gone."), tr(_BACKUP))
        case vault.VaultExistsError():
            return (
                tr("The folder for the vault already holds other files."),
                tr("Nothing in it was changed."),
                tr("Set ASSENT_HOME to an empty folder, then start Assent again."),
            )
        case vault.DamagedFileError() | vault.RolledBackError():
            return (clean(tr_said(error.happened)), tr("It was left as it is."), tr(_BACKUP))
        case vault.NewerFormatError():
            return (
                tr("This vault was written by a later version of Assent."),
                tr("It was left as it is."),
                tr("Update Assent, then open it again."),
            )
        case vault.WrongRecoveryCodeError():
            return (
                tr("This recovery code belongs to another vault."),
                tr("Look for the code that was shown when this vault was made."),
            )
        case vault.RecoveryCodeMistypedError():
            return (
                tr("There is a slip in the recovery code."),
                tr("Compare it with what you wrote down, group by group."),
            )
        case _:
            return None


_OWN_WORDS: Final = (_own_words, sharing_failure_words, receiving_failure_words, refused_words)
