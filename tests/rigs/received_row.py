"""A received copy as the catalog tells of it, with nothing in it that a test is about."""

from datetime import date

from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState


def received_row(bundle_id: str, header: SessionHeader, summary: SessionSummary) -> ReceivedRow:
    """One that is open, and stays so for years."""
    return ReceivedRow(
        bundle_id=bundle_id,
        store_url="file:///store",
        signer=bytes(32),
        contributor=bytes(32),
        study_sha256="ab" * 32,
        task_id="t",
        state=ReceivedState.OPENED,
        gone_because=GoneBecause.NOT,
        header=header,
        summary=summary,
        expires_on=date(2030, 1, 1),
        received_at=header.started_at,
    )
