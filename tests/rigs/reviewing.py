"""People who share, read and review: a contributor, readers with their roles, and one store in a folder.

Real vaults, keys, episodes and bundles. Made once, and put back to how it was for every test.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, reviews_folder
from recorder.bundle.reviews import seal_review, sign_review
from recorder.bundle.statements import Finding, Review
from recorder.episode.study import Role
from recorder.study_file import read_study
from recorder.vault.vault import Vault
from studio.submission.addresses import BundlePlace, bundle_url, store_place
from studio.submission.owners import accept_owner
from studio.submission.receiving import abandon_opening, begin_opening, finish_opening, open_received
from studio.submission.reviewed import reviewed_bundle
from studio.submission.reviewing import (
    Decision,
    ReviewOrder,
    ShownReview,
    begin_review,
    begin_sending,
    carry_out,
    finish,
)
from studio.submission.syncing import SyncReport, begin_sync, finish_sync, sync
from studio.submission.withdrawing import begin_withdrawal, finish_withdrawal
from studio.submission.withdrawing import carry_out as carry_withdrawal
from studio.taking_part import StudyFile
from tests.rigs.sharing import (
    NOW,
    STUDIES,
    contributor,
    give_keys,
    quiet,
    submitted,
)
from tests.rigs.sharing import a_vault as a_vault_at

CONTRIBUTOR: Final = "contributor"


@dataclass(frozen=True)
class Reader:
    """Somebody whom the study names.

    Attributes:
        identity: Their keys.
        role: What for.
        is_signer: Whether the study names their signing key.
    """

    identity: Identity
    role: Role = Role.QA
    is_signer: bool = True


QUINN: Final = Reader(Identity.generate("Quinn"))
CHARLIE: Final = Reader(Identity.generate("Charlie"))
NOOR: Final = Reader(Identity.generate("Noor"), Role.ANNOTATOR)
SAM: Final = Reader(Identity.generate("Sam"), is_signer=False)
EVERYBODY: Final = (QUINN, CHARLIE, NOOR, SAM)


def study_with(readers: Sequence[Reader], *, store_url: str) -> StudyFile:
    """The sample study for these readers, with their roles and signing keys."""
    text = (STUDIES / "office-tasks.toml").read_text()
    head, _, rest = text.partition("[[recipients]]")
    tasks = rest[rest.index("[[tasks]]") :]
    named = "".join(_recipient(reader) for reader in readers)
    head = head.replace("https://store.desktop-research.example/office-tasks", store_url)
    content = f"{head}{named}{tasks}".encode()
    return StudyFile(read_study(content), content)


def _recipient(reader: Reader) -> str:
    card = reader.identity.card
    signing = f'signing_key = "{card.signing_key.hex()}"\n' if reader.is_signer else ""
    return (
        f'[[recipients]]\nname = "{card.name}"\nrole = "{reader.role.value}"\nage_key = "{card.age_key}"\n'
        f"{signing}\n"
    )


@dataclass
class Reviewing:
    """Everybody's vaults, and the store.

    Attributes:
        folder: Holds all of it.
        bundle_id: What was shared.
        session_id: What it was made of.
        file: The study.
        shared_at: When it was shared.
        days: How many days after that it is.
    """

    folder: Path
    bundle_id: str
    session_id: str
    file: StudyFile = field(repr=False)
    shared_at: datetime = NOW
    days: int = 0

    @property
    def now(self) -> datetime:
        """The time."""
        return self.shared_at + timedelta(days=self.days)

    @property
    def world(self) -> Path:
        """What tests change."""
        return self.folder / "world"

    @property
    def store(self) -> Path:
        """The store's folder."""
        return self.world / "store"

    @property
    def reviews(self) -> list[Path]:
        """The reviews' objects."""
        return sorted(self.reviews_folder.iterdir()) if self.reviews_folder.exists() else []

    @property
    def reviews_folder(self) -> Path:
        """Where they lie."""
        return self.store / reviews_folder(self.bundle_id)

    def reset(self) -> "Reviewing":
        """Everything as it was made."""
        shutil.rmtree(self.world)
        shutil.copytree(self.folder / "made", self.world)
        self.days = 0
        return self

    @contextmanager
    def contributing(self) -> Iterator[Vault]:
        """The contributor's vault."""
        with a_vault_at(self.world / CONTRIBUTOR) as vault:
            yield vault

    @contextmanager
    def reading(self, reader: Reader = QUINN) -> Iterator[Vault]:
        """A reader's vault, with the copy in it."""
        with a_vault_at(self.world / reader.identity.name) as vault:
            yield vault

    def begin(
        self,
        vault: Vault,
        decision: Decision = Decision.ACCEPTED,
        comment: str = "",
        found: Finding | None = None,
    ) -> ReviewOrder:
        """Begin a review of what was received."""
        return begin_review(vault, self.bundle_id, decision, comment, found, now=self.now)

    def say(
        self,
        decision: Decision = Decision.ACCEPTED,
        comment: str = "",
        *,
        reader: Reader = QUINN,
        found: Finding | None = None,
    ) -> ShownReview | None:
        """Review it and send that, as a reader who has a network."""
        with self.reading(reader) as vault:
            order = self.begin(vault, decision, comment, found)
            return finish(vault, order, carry_out(order, quiet))

    def send(self, vault: Vault, bundle_id: str) -> ShownReview | None:
        """Send a review that waits."""
        order = begin_sending(vault, bundle_id, now=self.now)
        return None if order is None else finish(vault, order, carry_out(order, quiet))

    def look(self, vault: Vault) -> SyncReport:
        """Look into the store, as anyone."""
        return finish_sync(vault, sync(begin_sync(vault, now=self.now), quiet), now=self.now)

    def forged(self, by: Identity, **changes: object) -> bytes:
        """A sealed review as a reader with a program of their own can make it."""
        with self.contributing() as vault:
            reviewed = reviewed_bundle(vault, self.bundle_id)
        assert reviewed is not None
        said: dict[str, object] = {
            "bundle": self.bundle_id,
            "payload": reviewed.payload_sha256,
            "decision": "accepted",
            "comment": "",
            "reviewed_on": self.now.date(),
            "number": 1,
        }
        return seal_review(sign_review(Review(**(said | changes)), by), reviewed.secret)  # type: ignore[arg-type]

    @property
    def secret(self) -> str:
        """What opens the bundle."""
        with self.contributing() as vault:
            return vault.submission_secret(self.bundle_id)

    def put(self, tag: str, sealed: bytes) -> Path:
        """Lay something where reviews lie, as whoever may put there."""
        path = self.store / reviews_folder(self.bundle_id) / f"{tag}.age"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(sealed)
        return path

    def withdraw(self, *, reason: str = "withdrawn") -> None:
        """The contributor takes it back."""
        with self.contributing() as vault:
            order = begin_withdrawal(vault, self.bundle_id, reason=reason, now=self.now)
            assert order is not None
            finish_withdrawal(vault, carry_withdrawal(order, quiet), now=self.now)

    @property
    def left(self) -> dict[str, bytes]:
        """What lies in the store of the bundle, by name, as far as it holds a byte."""
        folder = self.store / bundle_folder(self.bundle_id)
        files = (file for file in folder.rglob("*") if file.is_file())
        return {str(file.relative_to(folder)): data for file in files if (data := file.read_bytes())}


def nobody_signs_in(_: str) -> None:
    """A folder needs no key."""


def make_reviewing(
    folder: Path,
    readers: Sequence[Reader] = EVERYBODY,
    *,
    store_url: str = "",
    sign_in: Callable[[str], None] = nobody_signs_in,
    now: datetime = NOW,
) -> Reviewing:
    """Something is shared, and everybody has opened it.

    Args:
        folder: Where everything goes.
        readers: Whom the study names.
        store_url: The store, if it is not a folder beside the vaults.
        sign_in: Told ``contributor`` or ``reader`` before one of them needs the store.
        now: When it was shared.
    """
    world = folder / "world"
    store = world / "store"
    store.mkdir(parents=True)
    url = store_url or store.as_uri()
    file = study_with(readers, store_url=url)
    sign_in(CONTRIBUTOR)
    with contributor(world / CONTRIBUTOR, file, now=now) as shared:
        bundle_id = submitted(shared, now=now)
        session_id = shared.session_id
    sign_in("reader")
    for reader in readers:
        with a_vault_at(world / reader.identity.name) as vault:
            give_keys(vault, reader.identity)
            accept_owner(vault, file.content)
            vault.keep_study(file.study.sha256, file.content)
            open_it(vault, bundle_url(BundlePlace(store_place(url), bundle_id)), now=now)
    shutil.copytree(world, folder / "made")
    return Reviewing(folder, bundle_id, session_id, file, now)


def open_it(vault: Vault, place: str, *, now: datetime = NOW) -> None:
    """Open a bundle, as the app does."""
    order = begin_opening(vault, place, now=now)
    try:
        finish_opening(vault, order, open_received(order, quiet))
    except BaseException as error:
        abandon_opening(vault, order, error)
        raise
