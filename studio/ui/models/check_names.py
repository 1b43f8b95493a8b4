"""What everything that can be checked is called: recordings of one's own, episodes, received recordings."""

from recorder.vault.catalog import GONE
from recorder.vault.check_rows import SubjectKind
from recorder.vault.session_header import SessionHeader
from recorder.vault.sharing_rows import ReceivedState
from recorder.vault.vault import Vault
from recorder.wording import clean
from studio.ui.models.check_items import CheckName
from studio.ui.models.study_titles import StudyTitles


def names_of(vault: Vault) -> dict[str, CheckName]:
    """The names of all that is there, by its id. Call it on the vault's thread."""
    titles = StudyTitles(vault)

    def name(kind: SubjectKind, header: SessionHeader | None) -> CheckName:
        study = None if header is None else titles.of(header.study_sha256)
        if header is None:
            return CheckName(kind)
        title = header.task_id if study is None else study.tasks.get(header.task_id, header.task_id)
        return CheckName(kind, clean(title), clean(header.study_id if study is None else study.title))

    sessions = [row for row in vault.sessions() if row.state not in GONE and row.summary is not None]
    names = {row.session_id: name(SubjectKind.SESSION, row.header) for row in sessions}
    for row in sessions:
        for made in vault.episodes(row.session_id):
            if made.summary is not None:
                names[made.episode_id] = name(SubjectKind.EPISODE, made.header)
    withdrawn = vault.withdrawn()
    for copy in vault.received():
        if copy.state is ReceivedState.OPENED and copy.bundle_id not in withdrawn:
            names[copy.bundle_id] = name(SubjectKind.RECEIVED, copy.header)
    return names
