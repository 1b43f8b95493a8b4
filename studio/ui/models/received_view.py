"""What is known of a received recording, to be watched beside it."""

from recorder.episode.card import signing_key_fingerprint
from recorder.episode.consent_words import stream_name
from recorder.episode.study import Stream, Study
from recorder.study_file import StudyFileError, read_study
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.sharing_rows import ReceivedRow
from recorder.vault.vault import Vault
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.received_model import place_words
from studio.ui.models.time_words import day_words, size_words
from studio.ui.models.viewing_session import Fact, Viewed
from studio.ui.words import tr


def viewed_received(vault: Vault, bundle_id: str) -> Viewed:
    """What the vault has of it. Call it on the vault's thread.

    Raises:
        NoSuchReceivedError: There is none, or it was destroyed.
    """
    row = next((row for row in vault.received() if row.bundle_id == bundle_id), None)
    if row is None or row.header is None or row.summary is None:
        raise NoSuchReceivedError(bundle_id)
    study = _study(vault, row.study_sha256)
    task = None if study is None else study.task(row.task_id)
    return Viewed(
        title=row.task_id if task is None else task.title,
        header=row.header,
        summary=row.summary,
        access=vault.received_access(bundle_id),
        facts=tuple(_facts(vault, row, study)),
    )


def _facts(vault: Vault, row: ReceivedRow, study: Study | None) -> list[Fact]:
    header, summary = row.header, row.summary
    if header is None or summary is None:
        return []
    streams = ", ".join(phrase_words(stream_name(s)) for s in Stream if s.value in header.streams)
    title = header.study_id if study is None else study.title
    facts = [
        Fact(tr("Study"), tr("{study}, version {version}", study=title, version=header.study_version)),
        Fact(tr("Consented to"), streams),
        Fact(tr("Signed by who recorded it"), signing_key_fingerprint(row.contributor), is_key=True),
    ]
    owner = vault.owners().get(header.study_id)
    if owner is not None:
        facts.append(Fact(tr("Study signed by"), signing_key_fingerprint(owner), is_key=True))
    if study is not None:
        names = "\n".join(recipient.name for recipient in study.recipients)
        facts.append(Fact(tr("Who can open it"), names))
    facts += [
        Fact(tr("Opened on"), day_words(row.received_at)),
        Fact(tr("Kept until"), tr("{day}, then destroyed here too", day=day_words(row.expires_on))),
        Fact(tr("From"), place_words(row.store_url)),
        Fact(tr("Size"), tr("{size}, encrypted in your vault", size=size_words(summary.file_bytes))),
    ]
    return facts


def _study(vault: Vault, sha256: str) -> Study | None:
    content = vault.study(sha256)
    try:
        return None if content is None else read_study(content)
    except StudyFileError:
        return None
