"""Studies that the person takes part in: what they agreed to, for how long, and how they leave again.

Works on an unlocked vault, on the thread that owns it; knows no Qt. Whatever changes the consent record goes
through here, so that the study's exact text and its owner are always kept with the consent to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from recorder.episode.consent import ConsentChain, GrantState
from recorder.episode.consent_entries import Grant
from recorder.episode.receipt import write_receipt
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study
from recorder.study_owner import accept_owner, refuse_other_owner
from recorder.vault.consents import consent_chain, keep_newest_entry
from recorder.vault.session_recovery import RecoveryOutcome, SessionRecovery
from recorder.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class StudyFile:
    """A study and the exact bytes that it was read from."""

    study: Study
    content: bytes


@dataclass(frozen=True, slots=True)
class Participation:
    """A study that was consented to at least once.

    Attributes:
        file: The version that the newest consent is for.
        grant: That consent.
        state: What has become of it.
        withdrawn_at: When it was withdrawn, or ``None``.
    """

    file: StudyFile
    grant: Grant
    state: GrantState
    withdrawn_at: datetime | None

    @property
    def study(self) -> Study:
        """The study."""
        return self.file.study

    @property
    def may_record(self) -> bool:
        """Whether the consent stands; a recording asks the permit itself."""
        return self.state is GrantState.STANDING


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that was just given, and its receipt as text."""

    participation: Participation
    receipt: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What was put in order when the vault was opened.

    Attributes:
        recovered: Sessions that a crash left, and what became of them.
        expired: How many were past their study's retention and are destroyed.
        received_expired: How many recordings of others were, likewise.
    """

    recovered: tuple[SessionRecovery, ...]
    expired: int
    received_expired: int = 0

    def count(self, outcome: RecoveryOutcome) -> int:
        """How many had that outcome."""
        return sum(each.outcome is outcome for each in self.recovered)


def settle(vault: Vault) -> Settled:
    """Close what a crash left and destroy what is past its time; the first thing after every unlocking."""
    now = datetime.now(UTC)
    return Settled(vault.recover_sessions(), len(vault.expire_sessions(now)), len(vault.expire_received(now)))


def participations(vault: Vault, now: datetime) -> tuple[Participation, ...]:
    """One for each study ever joined, the newest consent first.

    Raises:
        TamperedChainError: The record of the consents was changed.
    """
    chain = consent_chain(vault)
    newest = {entry.study_id: entry for entry in chain.entries if isinstance(entry, Grant)}
    ordered = sorted(newest.values(), key=lambda grant: grant.number, reverse=True)
    return tuple(_participation(vault, chain, grant, now) for grant in ordered)


def give_consent(
    vault: Vault, file: StudyFile, *, contributor: str, answers: Mapping[Stream, bool], now: datetime
) -> Given:
    """Write down a consent, with the study's text and whose the study is.

    Raises:
        OwnerChangedError: The study is signed by someone else than before, and that was not accepted.
        GrantNotPossibleError: It cannot be given like this.
        TamperedChainError: The record of the consents was changed.
    """
    refuse_other_owner(vault, file.content)
    chain = consent_chain(vault).grant(file.study, contributor=contributor, answers=answers, now=now)
    accept_owner(vault, file.content)
    vault.keep_study(file.study.sha256, file.content)
    keep_newest_entry(vault, chain)
    return _given(vault, chain, file.study.id, now)


def withdraw_consent(vault: Vault, study_id: str, now: datetime) -> Given:
    """Withdraw; the receipt tells of it.

    Raises:
        NoConsentError: There is none to withdraw.
        TamperedChainError: The record of the consents was changed.
    """
    chain = consent_chain(vault).withdraw(study_id, now=now)
    keep_newest_entry(vault, chain)
    return _given(vault, chain, study_id, now)


def receipt_of(vault: Vault, study_id: str) -> str:
    """The receipt of the newest consent to a study, as of now."""
    return _given(vault, consent_chain(vault), study_id, datetime.now(UTC)).receipt


def study_file_of(vault: Vault, sha256: str) -> StudyFile:
    """A study that was kept with a consent.

    Raises:
        KeyError: It was never kept.
    """
    content = vault.study(sha256)
    if content is None:
        raise KeyError(sha256)
    return StudyFile(read_study(content), content)


def _given(vault: Vault, chain: ConsentChain, study_id: str, now: datetime) -> Given:
    grant = chain.newest_grant(study_id)
    if grant is None:
        raise KeyError(study_id)
    participation = _participation(vault, chain, grant, now)
    return Given(participation, write_receipt(participation.study, chain, grant))


def _participation(vault: Vault, chain: ConsentChain, grant: Grant, now: datetime) -> Participation:
    withdrawal = chain.withdrawal_of(grant)
    return Participation(
        study_file_of(vault, grant.study_sha256),
        grant,
        chain.state_of(grant, now=now),
        None if withdrawal is None else withdrawal.at,
    )
