"""What would be shared of a session, under which study and consent: the facts that an approval is about.

The study that counts is the version that it was recorded for, and the consent that counts is the newest one
to that study. Where that is to another version, the recording is not shared: the person agreed to other
words, and perhaps to other readers, since. They can agree to its own version again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from recorder.episode.consent import ConsentChain
from recorder.episode.consent_entries import Grant
from recorder.episode.edits_json import edits_sha256
from recorder.episode.receipt import write_receipt
from recorder.episode.study import Study, Task
from recorder.study_file import read_study
from recorder.vault.consents import consent_chain
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_header import SessionHeader
from recorder.vault.vault import Vault
from studio.submission.binding import Binding
from studio.submission.checklist import Check, CheckState, consent_check, edits_check, streams_check
from studio.submission.errors import EpisodeMissingError, StudyMissingError


@dataclass(frozen=True, slots=True)
class Subject:
    """What would be shared.

    Attributes:
        session_id: The session.
        episode: Of those that are whole the newest that is made of the edits in force; if there is none, the
            newest.
        header: The episode's.
        edits_sha256: Of the edits in force.
        study: The version that it was recorded for.
        study_toml: Its exact bytes.
        chain: All consents.
        grant: The newest consent to the study, perhaps to another version of it.
    """

    session_id: str
    episode: EpisodeRow
    header: SessionHeader
    edits_sha256: str
    study: Study
    study_toml: bytes = field(repr=False)
    chain: ConsentChain = field(repr=False)
    grant: Grant

    @property
    def task(self) -> Task | None:
        """What was done; ``None`` where the study does not ask for it any more."""
        return self.study.task(self.header.task_id)

    @property
    def receipt_json(self) -> str:
        """The receipt of the consent, as of now.

        Raises:
            ValueError: The consent is to another version.
        """
        return write_receipt(self.study, self.chain, self.grant)

    def consent_checks(self, now: datetime) -> tuple[Check, ...]:
        """Whether the consent stands, and covers it."""
        return (
            consent_check(self.chain, self.study, task_id=self.header.task_id, now=now),
            streams_check(self.header.streams, self.grant.granted),
        )

    def edits_check(self) -> Check:
        """Whether all edits are in it."""
        return edits_check(baked_of=self.episode.edits_sha256, in_force=self.edits_sha256)

    def may_be_shared(self, now: datetime) -> bool:
        """Whether the consent stands and covers it."""
        return all(check.state is CheckState.DONE for check in self.consent_checks(now))

    def binding(self, store_url: str, *, file_sha256: str | None = None) -> Binding:
        """What an approval for that place would be bound to now."""
        return Binding(
            episode_id=self.episode.episode_id,
            file_sha256=file_sha256,
            edits_sha256=self.edits_sha256,
            study_sha256=self.grant.study_sha256,
            store_url=store_url,
        )


def subject_of(vault: Vault, session_id: str) -> Subject:
    """What would be shared of a session.

    Raises:
        NoSuchSessionError: There is none.
        EpisodeMissingError: None of its episodes is whole.
        StudyMissingError: The consent to its study, or the study's text, is not in the vault.
        TamperedChainError: The record of the consents was changed.
    """
    in_force = edits_sha256(vault.edits(session_id))
    made = [row for row in vault.episodes(session_id) if row.summary is not None]
    if not made:
        raise EpisodeMissingError
    episode = next((row for row in reversed(made) if row.edits_sha256 == in_force), made[-1])
    chain = consent_chain(vault)
    grant = chain.newest_grant(episode.header.study_id)
    content = vault.study(episode.header.study_sha256)
    if grant is None or content is None:
        raise StudyMissingError
    return Subject(
        session_id=session_id,
        episode=episode,
        header=episode.header,
        edits_sha256=in_force,
        study=read_study(content),
        study_toml=content,
        chain=chain,
        grant=grant,
    )
