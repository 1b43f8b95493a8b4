"""The order of what is checked, and what the vault tells of it."""

from dataclasses import replace
from datetime import UTC, datetime

from recorder.vault.check_rows import CheckRow, SubjectKind
from studio.checking.findings import Finding, Found
from studio.ui.models.check_items import CheckItem, CheckName, CheckState
from studio.ui.models.check_queue import CheckQueue, Known

LETTER = CheckName(SubjectKind.RECEIVED, "Write a letter", "Office tasks")
DIFFERENT = Finding(found=Found.DIFFERENT, steps=7, step=4)


def row(subject_id: str, finding: Finding = DIFFERENT) -> CheckRow:
    """What the vault keeps of a check."""
    return CheckRow(
        check_id=f"check-{subject_id}",
        kind=SubjectKind.RECEIVED,
        subject_id=subject_id,
        summary=finding.to_json(),
        made_at=datetime(2026, 3, 1, 14, tzinfo=UTC),
    )


def known(*subject_ids: str, checks: tuple[CheckRow, ...] = ()) -> Known:
    """A vault with recordings of these ids."""
    return Known(dict.fromkeys(subject_ids, LETTER), checks)


def order(queue: CheckQueue) -> list[str]:
    return [item.subject_id for item in queue.items]


def show_as(queue: CheckQueue, subject_id: str, state: CheckState) -> None:
    item = queue.item(subject_id)
    assert item is not None
    queue.show(replace(item, state=state))


def test_what_is_added_waits_before_what_is_done_and_after_what_is_in_line() -> None:
    queue = CheckQueue()
    queue.learn(known("done", checks=(row("done"),)))
    queue.put_in_line(["a", "b"])
    show_as(queue, "a", CheckState.RUNNING)
    queue.put_in_line(["c"])
    assert order(queue) == ["a", "b", "c", "done"]
    assert queue.next_waiting is not None
    assert queue.next_waiting.subject_id == "b"


def test_what_is_in_line_stays_and_what_is_done_waits_again_under_its_name() -> None:
    queue = CheckQueue()
    queue.learn(known("done", "other", checks=(row("done"), row("other"))))
    queue.put_in_line(["a"])
    show_as(queue, "a", CheckState.PAUSED)
    queue.put_in_line(["done", "a", "done"])
    assert order(queue) == ["a", "done", "other"]
    assert [item.state for item in queue.items] == [CheckState.PAUSED, CheckState.WAITING, CheckState.DONE]
    item = queue.item("done")
    assert item == CheckItem("done", LETTER, CheckState.WAITING)


def test_only_what_waits_moves_and_never_past_the_ends() -> None:
    queue = CheckQueue()
    queue.put_in_line(["a", "b", "c"])
    show_as(queue, "a", CheckState.RUNNING)
    assert not queue.move("a", 1)
    assert not queue.move("nobody", 1)
    assert queue.move("c", -5)
    assert order(queue) == ["a", "c", "b"]
    assert queue.move("c", 9)
    assert order(queue) == ["a", "b", "c"]


def test_the_vault_names_rows_and_tells_what_was_checked_before() -> None:
    queue = CheckQueue()
    queue.put_in_line(["new"])
    vault = known("new", "old", checks=(row("old"), row("unnamed")))
    assert queue.learn(vault)
    assert not queue.learn(vault), "nothing is another the second time"
    new, old = queue.items
    assert (new.name, new.state) == (LETTER, CheckState.WAITING)
    assert (old.state, old.finding, old.steps, old.is_kept) == (CheckState.DONE, DIFFERENT, 7, True)


def test_what_is_checked_again_keeps_what_was_found_before() -> None:
    queue = CheckQueue()
    queue.put_in_line(["a"])
    queue.learn(known("a", checks=(row("a"),)))
    item = queue.item("a")
    assert item is not None
    assert (item.state, item.is_kept, item.finding) == (CheckState.WAITING, True, DIFFERENT)


def test_what_is_gone_from_the_vault_says_so() -> None:
    queue = CheckQueue()
    queue.put_in_line(["a"])
    assert queue.learn(known("a"))
    assert queue.learn(known())
    item = queue.item("a")
    assert item is not None
    assert item.is_gone
    assert item.name == LETTER
    assert item.state is CheckState.STOPPED
    assert queue.next_waiting is None
