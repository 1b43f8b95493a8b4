"""Who signed a study, in plain words: quiet where all is as it was, loud where it is not."""

from recorder.episode.card import signing_key_fingerprint
from recorder.study_owner import OwnerCheck, OwnerState
from studio.ui.words import tr


def owner_words(check: OwnerCheck) -> str:
    """What to know of who signed it, where nothing has to be asked."""
    if check.new is None:
        if check.state is OwnerState.SAME:
            return tr("Nobody signed this study's file, as before.")
        return tr(
            "Nobody signed this study's file: Assent cannot tell whom it is from. It remembers that, and "
            "asks you if a later version is signed."
        )
    if check.state is OwnerState.SAME:
        return tr("It is signed with the same key as before.")
    return tr(
        "It is signed with a key that you meet for the first time. If you can, compare it with what those "
        "who run the study tell you. Assent remembers it, and asks you if it ever changes."
    )


def key_words(key: bytes | None) -> str:
    """A key's fingerprint, or that there is no key."""
    return tr("nobody signed it") if key is None else signing_key_fingerprint(key)


def other_owner_title(check: OwnerCheck) -> str:
    """What is different, in a few words."""
    match check.state:
        case OwnerState.UNSIGNED_NOW:
            return tr("This study was signed before, and is not any more")
        case OwnerState.SIGNED_NOW:
            return tr("Nobody signed this study before, and now somebody has")
        case _:
            return tr("Somebody else than before signed this study")


def other_owner_words() -> str:
    """Why another owner is a question."""
    return tr(
        "Someone may be using the study's name to get recordings. Ask those who run it whether they changed "
        "their key; do not use an address from this file for that."
    )
