"""The bundles that reviews are about: what this person shared and received, as far as it is there."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from recorder.episode.study import Study
from recorder.study_file import StudyFileError, read_study
from recorder.vault.session_rows import GONE
from recorder.vault.sharing_rows import ReceivedState, SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.receipts import SUBMITTED, ReceiptNotGenuineError, read_submission_receipt


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A bundle that can be spoken about.

    Attributes:
        bundle_id: Its id.
        store_url: Where it lies.
        session_id: What it was made of; empty of one that was received.
        study: The version of the study that it is of.
        payload_sha256: Of its payload.
        secret: What opens it.
        signer: The key that signed it; ``None`` of one's own.
    """

    bundle_id: str
    store_url: str
    session_id: str
    study: Study = field(repr=False)
    payload_sha256: str
    secret: str = field(repr=False)
    signer: bytes | None = None

    @property
    def is_own_recording(self) -> bool:
        """Whether this person made it."""
        return bool(self.session_id)


def reviewed_bundles(vault: Vault, among: Collection[str] | None = None) -> Mapping[str, Reviewed]:
    """All of them, by id. What is taken back, over, or of a recording that is deleted, is not among them.

    Args:
        vault: The contributor's, or a reader's.
        among: Only these bundles; all where ``None``.
    """
    if among is not None and not among:
        return {}
    studies = _Studies(vault)
    found = (*_shared(vault, studies, among), *_received(vault, studies, among))
    return {each.bundle_id: each for each in found}


def reviewed_bundle(vault: Vault, bundle_id: str) -> Reviewed | None:
    """One of them; ``None`` where it is not among them."""
    return reviewed_bundles(vault, (bundle_id,)).get(bundle_id)


class _Studies:
    """The studies of a vault, each read once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._read: dict[str, Study | None] = {}

    def of(self, sha256: str) -> Study | None:
        """A study; ``None`` of one that is not kept, or that a later version kept."""
        if sha256 not in self._read:
            content = self._vault.study(sha256)
            try:
                self._read[sha256] = None if content is None else read_study(content)
            except StudyFileError:
                self._read[sha256] = None
        return self._read[sha256]


def _shared(vault: Vault, studies: _Studies, among: Collection[str] | None) -> Iterator[Reviewed]:
    here = {row.session_id for row in vault.sessions() if row.state not in GONE}
    for row in vault.submissions():
        if row.state is not SubmissionState.SENT or row.session_id not in here:
            continue
        if among is not None and row.bundle_id not in among:
            continue
        study, payload = studies.of(row.study_sha256), _payload(vault, row)
        if study is not None and payload:
            yield Reviewed(
                bundle_id=row.bundle_id,
                store_url=row.store_url,
                session_id=row.session_id,
                study=study,
                payload_sha256=payload,
                secret=vault.submission_secret(row.bundle_id),
            )


def _received(vault: Vault, studies: _Studies, among: Collection[str] | None) -> Iterator[Reviewed]:
    withdrawn = vault.withdrawn()
    for row in vault.received():
        if row.state is not ReceivedState.OPENED or row.bundle_id in withdrawn:
            continue
        if among is not None and row.bundle_id not in among:
            continue
        study, seal = studies.of(row.study_sha256), vault.received_seal(row.bundle_id)
        if study is not None and seal is not None:
            yield Reviewed(
                bundle_id=row.bundle_id,
                store_url=row.store_url,
                session_id="",
                study=study,
                payload_sha256=seal.payload_sha256,
                secret=seal.secret,
                signer=row.signer,
            )


def _payload(vault: Vault, row: SubmissionRow) -> str:
    """The hash of what was sent, as its receipt says; empty where there is none."""
    receipt = vault.submission_receipt(row.bundle_id, SUBMITTED)
    if receipt is None:
        return ""
    try:
        return str(read_submission_receipt(receipt)["payload_sha256"])
    except (ReceiptNotGenuineError, KeyError):
        return ""
