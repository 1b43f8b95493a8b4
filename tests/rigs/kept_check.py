"""A check in a vault, as if something had been replayed."""

from recorder.vault.check_rows import SubjectKind
from recorder.vault.vault import Vault
from replay.report.record import RunRecord
from studio.checking.findings import finding_of
from studio.checking.packing import packed
from tests.rigs.replay_record import drawn_run


def keep_check(
    vault: Vault, kind: SubjectKind, subject_id: str, record: RunRecord | None = None
) -> RunRecord:
    """Keep what a run showed; one that went another way at step 4, unless another is given."""
    record = record or drawn_run()
    new = vault.new_check()
    new.access.write(packed(record))
    vault.finish_check(new, kind, subject_id, finding_of([record]).to_json())
    return record
