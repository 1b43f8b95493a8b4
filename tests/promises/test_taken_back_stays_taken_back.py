"""Promise 4: what was taken back, or is over, no reader opens who could know it, whatever the store does.

A real vault of the reader, and a store that is put back to an earlier state, or lies about what it holds.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.errors import (
    ExpiredBundleError,
    NewerBundleError,
    WithdrawnBundleError,
)
from recorder.bundle.layout import manifest_name, part_name, withdrawal_name
from recorder.bundle.statements import Withdrawal, signed_statement, signed_voucher
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState
from recorder.vault.vault import Vault
from studio.submission.owners import accept_owner
from studio.submission.receiving import abandon_opening, begin_opening, finish_opening, open_received
from studio.submission.syncing import SyncReport, begin_sync, finish_sync, sync
from tests.rigs.hostile_bundle import (
    Message,
    Store,
    body_of,
    file_of,
    forged,
    messages_of,
    refusal,
    signed,
    signed_around,
    store_of,
)
from tests.rigs.hostile_payload import saying
from tests.rigs.sealed_bundle import TODAY, BundleRig
from tests.rigs.sharing import a_vault, give_keys, quiet

NOON: Final = datetime.combine(TODAY, time(12), UTC)


class Reader:
    """A reader with a vault, and a store that a test can change under them."""

    def __init__(self, rig: BundleRig, folder: Path) -> None:
        self.rig = rig
        self.home = folder / "vault"
        self.root = folder / "store"
        self.put(store_of(rig))
        with self.vault() as vault:
            give_keys(vault, rig.reader)
            accept_owner(vault, rig.study_toml)

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """The vault, unlocked anew."""
        with a_vault(self.home) as vault:
            yield vault

    def put(self, store: Store) -> None:
        """Let the store hold this and nothing else."""
        for path in sorted(self.root.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.root.mkdir(exist_ok=True)
        store.write_to(self.root)

    def take_back(self) -> None:
        """Put the contributor's withdrawal into the store."""
        (self.root / withdrawal_name(self.rig.bundle_id)).write_bytes(taken_back(self.rig))

    def open(self, vault: Vault, *, days: int = 0) -> ReceivedRow:
        """Open the bundle, as the app does."""
        place = f"{self.root.as_uri()}/bundles/{self.rig.bundle_id}"
        order = begin_opening(vault, place, now=NOON + timedelta(days=days))
        try:
            return finish_opening(vault, order, open_received(order, quiet))
        except BaseException as error:
            abandon_opening(vault, order, error)
            raise

    def look(self, vault: Vault, *, days: int = 0) -> SyncReport:
        """Look for what is new, as the app does."""
        now = NOON + timedelta(days=days)
        order = begin_sync(vault, now=now, also=(self.root.as_uri(),))
        return finish_sync(vault, sync(order, quiet), now=now)

    def refused(self, vault: Vault, error: type[UserFacingError], *, days: int = 0) -> None:
        """See that it does not open, and that nothing of it is anywhere."""
        with pytest.raises(error):
            self.open(vault, days=days)
        assert_nothing_left(vault)


def assert_nothing_left(vault: Vault) -> None:
    assert not [row for row in vault.received() if row.state is ReceivedState.OPENED]
    folder = vault.paths.received
    assert not folder.exists() or not [*folder.iterdir()]


def taken_back(rig: BundleRig) -> bytes:
    statement = Withdrawal(bundle=rig.bundle_id, reason="withdrawn", withdrawn_on=TODAY)
    return signed_statement(statement, rig.contributor)


@pytest.fixture
def reader(sent: BundleRig, tmp_path: Path) -> Reader:
    return Reader(sent, tmp_path)


def test_one_who_met_the_withdrawal_refuses_for_ever(reader: Reader) -> None:
    reader.take_back()
    with reader.vault() as vault:
        reader.refused(vault, WithdrawnBundleError)
    reader.put(store_of(reader.rig))
    for days in (0, 1, -30):
        with reader.vault() as vault:
            reader.refused(vault, WithdrawnBundleError, days=days)
            assert reader.look(vault).new == ()


def test_one_who_saw_it_when_looking_refuses_for_ever(reader: Reader) -> None:
    with reader.vault() as vault:
        assert [each.bundle_id for each in reader.look(vault).new] == [reader.rig.bundle_id]
        reader.take_back()
        assert reader.look(vault).new == ()
    reader.put(store_of(reader.rig))
    with reader.vault() as vault:
        reader.refused(vault, WithdrawnBundleError)


def test_a_copy_is_destroyed_and_does_not_come_back(reader: Reader) -> None:
    with reader.vault() as vault:
        assert reader.open(vault).state is ReceivedState.OPENED
        reader.take_back()
        assert [row.bundle_id for row in reader.look(vault).withdrawn] == [reader.rig.bundle_id]
        assert_nothing_left(vault)
    reader.put(store_of(reader.rig))
    with reader.vault() as vault:
        reader.refused(vault, WithdrawnBundleError)
        (row,) = vault.received()
        assert (row.state, row.gone_because) == (ReceivedState.GONE, GoneBecause.WITHDRAWN)
        assert reader.look(vault).new == ()


@pytest.mark.parametrize("gone", ["manifest", "parts", "all"])
def test_a_withdrawal_counts_whatever_else_is_gone(reader: Reader, gone: str) -> None:
    reader.take_back()
    bundle_id = reader.rig.bundle_id
    for path in sorted((reader.root / "bundles" / bundle_id).rglob("*")):
        name = path.relative_to(reader.root).as_posix()
        is_doomed = {
            "manifest": name == manifest_name(bundle_id),
            "parts": "/payload/" in name,
            "all": name != withdrawal_name(bundle_id),
        }[gone]
        if path.is_file() and is_doomed:
            path.unlink()
    with reader.vault() as vault:
        reader.refused(vault, WithdrawnBundleError)
    reader.put(store_of(reader.rig))
    with reader.vault() as vault:
        reader.refused(vault, WithdrawnBundleError)


def test_one_that_arrives_at_any_moment_of_the_opening_is_obeyed(sent: BundleRig) -> None:
    class Withdrawing(Store):
        """Holds the withdrawal from the moment that so many objects were read."""

        after = 0

        def read(self, name: str, most: int) -> bytes:
            if len(self.asked) == self.after:
                self.objects[withdrawal_name(sent.bundle_id)] = taken_back(sent)
            return super().read(name, most)

    whole = store_of(sent)
    count = 3 + len(sent.parts)  # the manifest, the look for a withdrawal, the grant, the parts
    for after in range(count):
        store = Withdrawing(dict(whole.objects))
        store.after = after
        assert isinstance(refusal(sent, store), WithdrawnBundleError)
        assert store.asked[-1] == withdrawal_name(sent.bundle_id)


def test_a_withdrawal_in_a_format_that_is_not_known_is_not_passed_over(reader: Reader) -> None:
    said = body_of(taken_back(reader.rig)) | {"format": 2, "more": 1}
    place = reader.root / withdrawal_name(reader.rig.bundle_id)
    place.write_bytes(signed(reader.rig.signer, "withdrawal", said))
    with reader.vault() as vault:
        reader.refused(vault, NewerBundleError)


def test_a_strangers_withdrawal_takes_nothing_back(reader: Reader) -> None:
    statement = Withdrawal(bundle=reader.rig.bundle_id, reason="withdrawn", withdrawn_on=TODAY)
    place = reader.root / withdrawal_name(reader.rig.bundle_id)
    for person in (reader.rig.stranger, reader.rig.colleague, reader.rig.reader, reader.rig.owner):
        place.write_bytes(signed_statement(statement, person))
        with reader.vault() as vault:
            reader.look(vault)
            assert not vault.is_withdrawn(reader.rig.bundle_id)
    with reader.vault() as vault:
        assert reader.open(vault).state is ReceivedState.OPENED
        assert reader.look(vault).withdrawn == ()


def test_what_is_over_does_not_come_back_with_the_clock(reader: Reader) -> None:
    last = (reader.rig.order.expires_on - TODAY).days
    with reader.vault() as vault:
        assert reader.look(vault, days=last - 1).new
        reader.refused(vault, ExpiredBundleError, days=last)
    for days in (0, -1000, last - 1):
        with reader.vault() as vault:
            reader.refused(vault, ExpiredBundleError, days=days)
            assert reader.look(vault, days=days).new == ()


def test_a_copy_that_was_over_does_not_come_back_with_the_clock(reader: Reader) -> None:
    last = (reader.rig.order.expires_on - TODAY).days
    with reader.vault() as vault:
        reader.open(vault)
        assert reader.look(vault, days=last - 1).expired == ()
        assert [row.bundle_id for row in reader.look(vault, days=last).expired] == [reader.rig.bundle_id]
        assert_nothing_left(vault)
    with reader.vault() as vault:
        reader.refused(vault, ExpiredBundleError, days=0)


HOSTILE: Final[Mapping[str, Callable[[BundleRig, list[Message]], Store]]] = {
    "another's part": lambda rig, _: store_of(rig).but(part_name(rig.bundle_id, 3), b"x"),
    "no part": lambda rig, _: store_of(rig).but(part_name(rig.bundle_id, 9), None),
    "no age": lambda rig, _: signed_around(rig, b"age-encryption.org/v1\n"),
    "half a payload": lambda rig, these: forged(rig, file_of(these)[:30_000]),
    "a payload without pictures": lambda rig, these: forged(rig, file_of(these[:9])),
    "a payload that says too much": lambda rig, these: forged(rig, file_of(saying(these, events=999))),
    "another's study": lambda rig, these: forged(rig, file_of(saying(these, study_id="x"))),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_of_what_is_refused_the_vault_keeps_nothing(reader: Reader, how: str) -> None:
    reader.put(HOSTILE[how](reader.rig, messages_of(reader.rig)))
    with reader.vault() as vault:
        studies = [*vault.studies()]
        reader.refused(vault, UserFacingError)
        assert vault.received() == ()
        assert [*vault.studies()] == studies
    with reader.vault() as vault:
        assert_nothing_left(vault)
        # Nor does it keep anyone from the real one.
        reader.put(store_of(reader.rig))
        assert reader.open(vault).contributor == reader.rig.contributor.card.signing_key


def test_a_copy_is_taken_from_its_contributor_only(reader: Reader) -> None:
    # Someone seals it anew under the same name, after the reader removed their copy of the real one.
    with reader.vault() as vault:
        reader.open(vault)
        vault.destroy_received(reader.rig.bundle_id, GoneBecause.REMOVED)
        bundle, colleague = reader.rig.bundle_id, reader.rig.colleague
        key = colleague.for_bundle(bundle).card.signing_key
        voucher = signed_voucher(bundle, colleague).decode()
        messages = saying(messages_of(reader.rig), signer=key.hex(), voucher=voucher)
        posing = replace(reader.rig, order=replace(reader.rig.order, identity=reader.rig.colleague))
        reader.put(forged(posing, file_of(messages)))
        with pytest.raises(UserFacingError):
            reader.open(vault)
        assert not [row for row in vault.received() if row.state is ReceivedState.OPENED]
