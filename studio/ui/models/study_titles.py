"""The titles of studies and tasks, each study read once: a thousand recordings are of a handful."""

from collections.abc import Mapping
from dataclasses import dataclass

from recorder.study_file import StudyFileError, read_study
from recorder.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class StudyTitle:
    """What a study is called.

    Attributes:
        title: Its own.
        tasks: Of its tasks, by their ids.
    """

    title: str
    tasks: Mapping[str, str]


class StudyTitles:
    """Looks them up in the vault, on whose thread it is used.

    Args:
        vault: Keeps the studies.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, StudyTitle | None] = {}

    def of(self, sha256: str) -> StudyTitle | None:
        """Of one version of a study; ``None`` where it is not kept or can no longer be read."""
        if sha256 not in self._known:
            self._known[sha256] = self._read(sha256)
        return self._known[sha256]

    def _read(self, sha256: str) -> StudyTitle | None:
        content = self._vault.study(sha256)
        try:
            study = None if content is None else read_study(content)
        except StudyFileError:
            return None
        return (
            None if study is None else StudyTitle(study.title, {task.id: task.title for task in study.tasks})
        )
