"""Bundles with all their people: who contributed, who may read, who may not, and who owns the study."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from recorder.bundle.age_streams import new_secret
from recorder.bundle.identity import Identity
from recorder.bundle.layout import new_bundle_id
from recorder.bundle.opening import FolderSource, OpenedBundle, OpenOrder, open_bundle
from recorder.bundle.sealing import SealedBundle, SealOrder, seal
from recorder.bundle.statements import Withdrawal, signed_statement
from recorder.episode.consent import ConsentChain
from recorder.episode.edits import Edits
from recorder.episode.receipt import write_receipt
from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.study_file.signature import signed_study
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionAccess
from tests.rigs.baking import bake_to
from tests.rigs.drawn_session import DrawnDesktop, work
from tests.rigs.synthetic import HEADER

TODAY: Final = date(2026, 6, 1)
RECEIVED_KEY: Final = bytes(range(50, 82))
ALL_STREAMS: Final = tuple(sorted(Stream))
_SAMPLE: Final = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"
_RECIPIENTS: Final = re.compile(r"\[\[recipients\]\].*?(?=\[\[tasks\]\])", re.DOTALL)


def nothing_told(_done: int, _total: int) -> None:
    """A progress that nobody looks at."""


def study_for(readers: Sequence[Identity], *, owner: Identity | None = None, title: str = "") -> bytes:
    """The sample study with these readers, signed by its owner if it has one."""
    named = "".join(
        f'[[recipients]]\nname = "{reader.name}"\nrole = "qa"\nage_key = "{reader.card.age_key}"\n\n'
        for reader in readers
    )
    text = _RECIPIENTS.sub(lambda _: named, _SAMPLE.read_text())
    if title:
        text = text.replace('title = "Everyday office tasks"', f'title = "{title}"')
    content = text.encode()
    return content if owner is None else signed_study(content, owner.signing_key)


def receipt_for(
    study_toml: bytes, *, on: date = TODAY, granted: Sequence[Stream] = ALL_STREAMS, withdrawn: bool = False
) -> str:
    """The receipt of a consent that was given on a day."""
    study = read_study(study_toml)
    now = datetime.combine(on, time(8), UTC)
    answers = {request.stream: request.stream in granted for request in study.streams}
    chain = ConsentChain().grant(study, contributor="Robin", answers=answers, now=now)
    grant = chain.newest_grant(study.id)
    assert grant is not None
    if withdrawn:
        chain = chain.withdraw(study.id, now=now + timedelta(minutes=1))
    return write_receipt(study, chain, grant)


def header_for(study_toml: bytes, *, streams: Sequence[Stream] = ALL_STREAMS) -> SessionHeader:
    """The header of a session that was recorded for a study."""
    study = read_study(study_toml)
    return replace(
        HEADER,
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        task_id=study.tasks[0].id,
        grant_hash="cd" * 32,
        streams=tuple(sorted(streams)),
    )


def episode_for(folder: Path, study_toml: bytes, *, seconds: float = 12) -> SessionAccess:
    """An episode of that much work, recorded for a study and baked without an edit."""
    desktop = DrawnDesktop(folder / "session.db", header=header_for(study_toml), size=(640, 360))
    desktop.type("a canary sings")
    work(desktop, seconds)
    desktop.pause(500)
    desktop.type("tea")
    return bake_to(folder / "episode.db", desktop.finish(), Edits())


@dataclass
class BundleRig:
    """A store in a folder with one bundle, and the people around it.

    Attributes:
        folder: For whatever a test leaves.
        contributor: Who sealed it.
        reader: Who may open it.
        colleague: Who may open it, too.
        stranger: Who may not.
        owner: Who signed the study.
        study_toml: The study.
        order: What was sealed.
        sealed: What came of it.
    """

    folder: Path
    contributor: Identity
    reader: Identity
    colleague: Identity
    stranger: Identity
    owner: Identity
    study_toml: bytes
    order: SealOrder
    sealed: SealedBundle

    @property
    def bundle_id(self) -> str:
        return self.order.bundle_id

    @property
    def signer(self) -> Identity:
        """Who signs the bundle: its contributor, by the bundle's own key."""
        return self.contributor.for_bundle(self.bundle_id)

    @property
    def bundle(self) -> Path:
        """The folder of its objects."""
        return self.order.folder / "bundles" / self.bundle_id

    @property
    def parts(self) -> list[Path]:
        """Its payload."""
        return sorted((self.bundle / "payload").iterdir())

    @property
    def payload(self) -> bytes:
        """The age file."""
        return b"".join(part.read_bytes() for part in self.parts)

    @property
    def received(self) -> Path:
        """Where it is received."""
        return self.folder / "received.db"

    def open_order(self) -> OpenOrder:
        """What the reader would ask for."""
        return OpenOrder(
            bundle_id=self.bundle_id,
            identity=self.reader,
            owners={read_study(self.study_toml).id: self.owner.card.signing_key},
            known_studies=frozenset(),
            withdrawn=False,
            signer=None,
            today=TODAY,
            path=self.received,
            key=RECEIVED_KEY,
        )

    def open(self, order: OpenOrder | None = None) -> OpenedBundle:
        """Open it from the folder."""
        return open_bundle(order or self.open_order(), FolderSource(self.order.folder), nothing_told)

    def left(self) -> list[str]:
        """What lies where it would be received."""
        return sorted(path.name for path in self.folder.glob("received*"))

    def withdraw(self, by: Identity | None = None) -> None:
        """Put a withdrawal into the store."""
        statement = Withdrawal(bundle=self.bundle_id, reason="withdrawn", withdrawn_on=TODAY)
        envelope = signed_statement(statement, by or self.contributor)
        (self.bundle / "withdrawal.json").write_bytes(envelope)


def seal_order(folder: Path, study_toml: bytes, source: SessionAccess, contributor: Identity) -> SealOrder:
    """The order to seal an episode into a store in a folder."""
    study = read_study(study_toml)
    return SealOrder(
        bundle_id=new_bundle_id(),
        source=source,
        study_toml=study_toml,
        receipt_json=receipt_for(study_toml),
        recipients=tuple(recipient.age_key for recipient in study.recipients),
        identity=contributor,
        secret=new_secret(),
        sealed_on=TODAY,
        expires_on=TODAY + timedelta(days=study.retention_days),
        folder=folder / "store",
    )


def sealed_bundle(folder: Path, *, seconds: float = 12) -> BundleRig:
    """A bundle, sealed."""
    contributor, reader, colleague, stranger, owner = map(
        Identity.generate, ("Robin", "Quinn", "Charlie", "Sam", "Olive")
    )
    study_toml = study_for([reader, colleague], owner=owner)
    order = seal_order(folder, study_toml, episode_for(folder, study_toml, seconds=seconds), contributor)
    return BundleRig(
        folder=folder,
        contributor=contributor,
        reader=reader,
        colleague=colleague,
        stranger=stranger,
        owner=owner,
        study_toml=study_toml,
        order=order,
        sealed=seal(order, nothing_told),
    )
