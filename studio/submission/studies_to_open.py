"""The studies whose recordings a person opens: those that name their key among the recipients."""

from collections.abc import Iterator

from recorder.bundle.identity import Identity
from recorder.episode.study import Study
from recorder.study_file import StudyFileError, read_study
from recorder.study_owner import OwnerCheck, accept_owner
from recorder.vault.vault import Vault
from studio.submission.identities import known_identity


def studies_to_open(vault: Vault) -> tuple[Study, ...]:
    """The newest version of each that names this person; no keys are made only to look."""
    own = known_identity(vault)
    if own is None:
        return ()
    return tuple({study.id: study for study in _kept(vault) if _names(study, own)}.values())


def names_reader(vault: Vault, study: Study) -> bool:
    """Whether a study names this person."""
    own = known_identity(vault)
    return own is not None and _names(study, own)


def add_study(vault: Vault, content: bytes) -> OwnerCheck:
    """Know a study from now on, and who signed it; nothing is agreed to. The person was asked before.

    Args:
        vault: The reader's.
        content: The exact bytes of the study's file.

    Returns:
        How who signed it stood to who was known.

    Raises:
        StudyFileError: It is no study, or its signature does not hold.
    """
    check = accept_owner(vault, content)
    vault.keep_study(check.study.sha256, content)
    return check


def _kept(vault: Vault) -> Iterator[Study]:
    for _, content in vault.studies():
        try:
            yield read_study(content)
        except StudyFileError:
            # Kept by a later version; its own time will come.
            continue


def _names(study: Study, own: Identity) -> bool:
    return any(recipient.age_key == own.card.age_key for recipient in study.recipients)
