"""Nothing leaves that its contributor did not approve: those bytes, for those readers, to that place.

People edit, bake, approve, change their minds and submit in every order. A plain model says what each attempt
has to come to; what lies in the stores in the end is opened as the reader, and is what was approved.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.identity import Identity
from recorder.episode.edits import Edits
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_MS, TimeRange
from recorder.errors import UserFacingError
from recorder.vault.edit_steps import EditStep
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission import pending
from studio.submission.addresses import BundlePlace, bundle_url
from studio.submission.owners import accept_owner
from studio.submission.pending import WorkKind
from studio.submission.receiving import begin_opening, finish_opening, open_received
from studio.submission.submitting import begin_submission, begin_upload, finish_sealing, seal_approved
from studio.taking_part import StudyFile, give_consent, withdraw_consent
from tests.rigs.sharing import ALL, NOW, Shared, a_vault, approve_now, bake, contributor, give_keys, quiet
from tests.rigs.sharing import study_for as study_of

READER: Final = Identity.generate("Quinn")
STEPS: Final = 25
CUTS: Final = (None, TimeRange(0, 200 * NS_PER_MS), TimeRange(0, 400 * NS_PER_MS))


@dataclass
class Model:
    """What a person would say of it.

    Attributes:
        edits: Which of ``CUTS`` is in force.
        baked: The episodes and which cut each was baked with, oldest first.
        consent: Whether the newest consent covers the recording.
        approved: The episode and the place that were approved last.
        shared: What is or will be shared: episodes and places.
    """

    baked: list[tuple[str, int]]
    edits: int = 0
    consent: bool = True
    approved: tuple[str, str] | None = None
    shared: list[tuple[str, str]] = field(default_factory=list)

    @property
    def episode(self) -> tuple[str, int]:
        fitting = [each for each in self.baked if each[1] == self.edits]
        return (fitting or self.baked)[-1]

    def may_approve(self) -> bool:
        return self.consent and self.episode[1] == self.edits

    def may_submit(self, place: str) -> bool:
        return (
            self.may_approve()
            and self.approved == (self.episode[0], place)
            and (self.episode[0], place) not in self.shared
        )


class Walk:
    """One person's doings, in some order."""

    def __init__(self, shared: Shared, file: StudyFile, stores: list[str]) -> None:
        self.vault: Vault = shared.vault
        self.session_id = shared.session_id
        self.file = file
        self.stores = stores
        self.model = Model([(shared.episode_id, 0)])
        self.now = NOW

    def go(self, chance: random.Random) -> None:
        """Do something; what leads to sharing more often than what stands against it."""
        doings: dict[Callable[[random.Random], None], int] = {
            self.edit: 2,
            self.bake: 4,
            self.approve: 4,
            self.submit: 6,
            self.consent_to_all: 4,
            self.consent_to_less: 1,
            self.consent_to_other: 1,
            self.end_consent: 1,
        }
        (doing,) = chance.choices(list(doings), list(doings.values()))
        doing(chance)
        self.now += timedelta(minutes=1)

    def share(self, chance: random.Random) -> None:
        """Do all that it takes."""
        before = len(self.model.shared)
        for doing in (self.consent_to_all, self.bake, self.approve):
            doing(chance)
        while len(self.model.shared) == before and self.model.approved is not None:
            self.submit(chance)

    def place(self, chance: random.Random) -> str:
        return self.stores[chance.random() < 0.2]

    def edit(self, chance: random.Random) -> None:
        self.model.edits = chance.randrange(len(CUTS))
        cut = CUTS[self.model.edits]
        steps = [EditStep("cut", Edits() if cut is None else Edits().with_cut(cut))]
        self.vault.keep_edit_steps(self.session_id, after=0, steps=steps, position=1)

    def bake(self, _: random.Random) -> None:
        self.model.baked.append((bake(self.vault, self.session_id), self.model.edits))

    def approve(self, chance: random.Random) -> None:
        place = self.place(chance)
        if self.does(
            self.model.may_approve(),
            lambda: approve_now(self.vault, self.session_id, store_url=place, now=self.now),
        ):
            self.model.approved = (self.model.episode[0], place)

    def submit(self, chance: random.Random) -> None:
        place = self.place(chance)
        expected = self.model.may_submit(place)
        if not self.does(expected, lambda: self.begin_submission(place)):
            return
        if chance.random() < 0.3:
            # Between sealing and sending the person may do anything at all.
            cut = chance.choice([self.end_consent, self.edit])
            cut(chance)
            still = self.model.consent and self.model.episode[0] == self.row_of_last().episode_id
            still = still and self.model.may_approve()
            bundle_id = self.row_of_last().bundle_id
            try:
                begin_upload(self.vault, bundle_id, now=self.now)
            except UserFacingError as error:
                assert not still
                pending.fail(self.vault, bundle_id, error, now=self.now)
                assert self.vault.submission(bundle_id).state is SubmissionState.WITHDRAWN
                self.model.approved = None
                return
            assert still
        self.work_off()
        self.model.shared.append((self.row_of_last().episode_id, place))

    def begin_submission(self, place: str) -> None:
        order = begin_submission(self.vault, self.session_id, now=self.now, store_url=place)
        finish_sealing(self.vault, seal_approved(order, quiet), now=self.now)

    def work_off(self) -> None:
        for work in pending.due_work(self.vault, self.now, stuck_too=True):
            assert work.kind is WorkKind.UPLOAD
            order = pending.begin(self.vault, work, now=self.now)
            assert order is not None
            pending.finish(self.vault, pending.carry(order, quiet), now=self.now)

    def row_of_last(self) -> SubmissionRow:
        return self.vault.submissions()[-1]

    def consent_to_all(self, _: random.Random) -> None:
        give_consent(self.vault, self.file, contributor="Robin", answers=ALL, now=self.now)
        self.model.consent = True

    def consent_to_less(self, _: random.Random) -> None:
        answers = {**ALL, Stream.KEYBOARD: False}
        give_consent(self.vault, self.file, contributor="Robin", answers=answers, now=self.now)
        self.model.consent = False

    def consent_to_other(self, _: random.Random) -> None:
        others = {"Quinn": READER.card.age_key, "Eve": Identity.generate("Eve").card.age_key}
        file = study_of(others, store_url=self.stores[0], version="2.0")
        give_consent(self.vault, file, contributor="Robin", answers=ALL, now=self.now)
        self.model.consent = False

    def end_consent(self, _: random.Random) -> None:
        try:
            withdraw_consent(self.vault, self.file.study.id, self.now)
        except UserFacingError:
            assert not self.model.consent
        self.model.consent = False

    def does(self, expected: bool, act: Callable[[], object]) -> bool:  # noqa: FBT001 - an expectation
        try:
            act()
        except UserFacingError:
            assert not expected, "it was refused, and nothing stood against it"
            return False
        assert expected, "it went through, and should not have"
        return True


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_order(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    stores = [(tmp_path / name).as_uri() for name in ("store", "elsewhere")]
    file = study_of({"Quinn": READER.card.age_key}, store_url=stores[0])
    with contributor(tmp_path / "vault", file) as shared, a_vault(tmp_path / "reader") as readers:
        walk = Walk(shared, file, stores)
        walk.share(chance)
        for _ in range(STEPS):
            walk.go(chance)
        walk.share(chance)
        lying = [path.parent for path in tmp_path.glob("*/bundles/*/manifest.json")]
        assert len(lying) == len(walk.model.shared) > 0
        give_keys(readers, READER)
        readers.keep_study(file.study.sha256, file.content)
        accept_owner(readers, file.content)
        for row in walk.vault.submissions():
            if row.state is SubmissionState.SENT:
                _compare(walk.vault, row.episode_id, readers, BundlePlace(row.store_url, row.bundle_id))


def _compare(vault: Vault, episode_id: str, readers: Vault, place: BundlePlace) -> None:
    order = begin_opening(readers, bundle_url(place), now=NOW)
    finish_opening(readers, order, open_received(order, quiet))
    with (
        readers.received_access(place.bundle_id).open() as received,
        vault.episode_access(episode_id).open() as approved,
    ):
        assert [each.event for each in received.events()] == [each.event for each in approved.events()]
        assert list(received.packets(0)) == list(approved.packets(0))
        assert received.ended_ns == approved.ended_ns
