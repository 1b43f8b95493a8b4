"""Whatever is done, undone and redone: a history is what a list and a cursor would be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.edits import Edits
from recorder.episode.ending import EndReason
from recorder.episode.time import TimeRange
from recorder.vault.edit_steps import EditStep, EditSteps
from recorder.vault.errors import NoSuchSessionError
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import Vault
from studio.editing.history import History, Step, StepName
from studio.editing.storage import KeptHistory
from tests.rigs.random_edits import edits as any_edits
from tests.rigs.synthetic import HEADER

PASSPHRASE = Passphrase("correct horse battery")
ONE = Edits().with_cut(TimeRange(1, 2))
TWO = ONE.with_cut(TimeRange(4, 5))
THREE = TWO.with_cut(TimeRange(7, 8))

deeds = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(StepName), any_edits, st.booleans()),
        st.sampled_from(["undo", "redo", "lock"]),
    ),
    max_size=14,
)


class Model:
    """A list of all that was done, and a cursor."""

    def __init__(self) -> None:
        self.done: list[tuple[StepName, Edits]] = []
        self.at = 0

    @property
    def edits(self) -> Edits:
        return ([Edits()] + [edits for _, edits in self.done])[self.at]

    def do(self, name: StepName, edits: Edits, *, merges: bool) -> None:
        if edits == self.edits:
            return
        del self.done[self.at :]
        if merges and self.done and self.done[-1][0] == name:
            self.done.pop()
        self.done.append((name, edits))
        self.at = len(self.done)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def vault(home: Path) -> Iterator[Vault]:
    vault, _ = Vault.create(home, PASSPHRASE, cost=Argon2Cost(memory_kib=64, passes=1, lanes=1))
    with vault:
        yield vault


def keep_session(vault: Vault, header: SessionHeader = HEADER) -> str:
    new = vault.new_session(header, retention_days=9999)
    with SessionWriter.create(new.path, new.key, header) as writer:
        vault.finish_session(writer.finish(100, EndReason.STOPPED))
    return header.session_id


@given(deeds)
def test_any_sequence_is_what_a_list_and_a_cursor_would_be(deeds: list[object]) -> None:
    history, model = History(), Model()
    for deed in deeds:
        match deed:
            case (StepName() as name, Edits() as edits, bool() as merges):
                history = history.done(name, edits, merges=merges)
                model.do(name, edits, merges=merges)
            case "undo":
                history = history.undone()
                model.at = max(0, model.at - 1)
            case "redo":
                history = history.redone()
                model.at = min(len(model.done), model.at + 1)
        assert history.edits == model.edits
        assert [(step.name, step.edits) for step in history.steps] == model.done
        assert history.undo_name == (model.done[model.at - 1][0] if model.at else None)
        assert history.redo_name == (model.done[model.at][0] if model.at < len(model.done) else None)


def test_any_sequence_survives_being_kept_and_loaded(vault: Vault) -> None:
    session_id = keep_session(vault)

    @given(deeds)
    @settings(max_examples=40)
    def survives(deeds: list[object]) -> None:
        kept = KeptHistory.load(vault, session_id)
        kept.keep(vault, History())
        for deed in deeds:
            match deed:
                case (StepName() as name, Edits() as edits, bool() as merges):
                    kept.keep(vault, kept.history.done(name, edits, merges=merges))
                case "undo":
                    kept.keep(vault, kept.history.undone())
                case "redo":
                    kept.keep(vault, kept.history.redone())
                case _:
                    before = kept.history
                    kept = KeptHistory.load(vault, session_id)
                    assert kept.history == before
        assert KeptHistory.load(vault, session_id).history == kept.history
        assert vault.edits(session_id) == kept.history.edits

    survives()


def test_everything_can_be_undone_and_redone_by_name() -> None:
    history = History().done(StepName.CUT, ONE).done(StepName.REDACT_BOX, TWO)
    assert (history.undo_name, history.redo_name) == (StepName.REDACT_BOX, None)
    back = history.undone()
    assert (back.edits, back.undo_name, back.redo_name) == (ONE, StepName.CUT, StepName.REDACT_BOX)
    assert back.redone() == history
    assert back.undone().undone().edits == Edits()
    assert back.done(StepName.REMOVE, THREE).redo_name is None


def test_a_drag_that_goes_on_is_one_step() -> None:
    history = History().done(StepName.CUT, ONE).done(StepName.MOVE_BOX, TWO)
    dragged = history.done(StepName.MOVE_BOX, THREE, merges=True)
    assert len(dragged.steps) == 2
    assert dragged.undone().edits == ONE
    assert len(history.done(StepName.RESIZE_BOX, THREE, merges=True).steps) == 3


def test_what_changes_nothing_is_no_step() -> None:
    history = History().done(StepName.CUT, ONE)
    assert history.done(StepName.MOVE_BOX, ONE) is history
    assert history.undone().done(StepName.CUT, Edits()).redo_name is StepName.CUT


def test_a_position_past_the_end_is_a_fault() -> None:
    with pytest.raises(ValueError, match="position"):
        History((Step(StepName.CUT, ONE),), 2)


def test_a_history_is_there_again_after_the_vault_was_locked(vault: Vault, home: Path) -> None:
    session_id = keep_session(vault)
    kept = KeptHistory.load(vault, session_id)
    history = History().done(StepName.CUT, ONE).done(StepName.TRIM, TWO).undone()
    kept.keep(vault, history)
    vault.close()
    with Vault.unlock(home, PASSPHRASE) as again:
        loaded = KeptHistory.load(again, session_id)
        assert loaded.history == history
        assert loaded.history.redo_name is StepName.TRIM


def test_only_what_is_new_is_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = keep_session(vault)
    kept = KeptHistory.load(vault, session_id)
    told: list[tuple[int, int, int]] = []
    real = vault.keep_edit_steps

    def watched(session_id: str, *, after: int, steps: list[EditStep], position: int) -> None:
        told.append((after, len(steps), position))
        real(session_id, after=after, steps=steps, position=position)

    monkeypatch.setattr(vault, "keep_edit_steps", watched)
    first = History().done(StepName.CUT, ONE)
    second = first.done(StepName.CUT, TWO)
    for history in (first, second, second, second.undone(), first.done(StepName.REMOVE, THREE)):
        kept.keep(vault, history)
    assert told == [(0, 1, 1), (1, 1, 2), (2, 0, 1), (1, 1, 2)]


def test_what_could_not_be_kept_is_kept_with_the_next(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = keep_session(vault)
    kept = KeptHistory.load(vault, session_id)
    first = History().done(StepName.CUT, ONE)
    with monkeypatch.context() as patch:
        patch.setattr(vault, "keep_edit_steps", lambda *_, **__: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            kept.keep(vault, first)
    second = first.done(StepName.CUT, TWO)
    kept.keep(vault, second)
    assert KeptHistory.load(vault, session_id).history == second


def test_a_step_that_a_later_version_named_is_still_a_step(vault: Vault) -> None:
    session_id = keep_session(vault)
    vault.keep_edit_steps(session_id, after=0, steps=[EditStep("sharpen", ONE)], position=1)
    assert vault.edit_steps(session_id) == EditSteps((EditStep("sharpen", ONE),), 1)
    assert KeptHistory.load(vault, session_id).history.undo_name is StepName.OTHER


def test_a_session_that_is_gone_has_no_history(vault: Vault) -> None:
    session_id = keep_session(vault)
    vault.delete_session(session_id)
    with pytest.raises(NoSuchSessionError):
        KeptHistory.load(vault, session_id)
