"""Submits what was edited to a real store, opens it as the one it is for, and tries to as everyone else.

Each of those who take part has a vault and credentials of their own, and does what they do with the public
command line: the contributor may only write to the store, the reader may only read, and the stranger has the
administrator's key to all of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import obstore
import pyrage
from obstore.exceptions import BaseError
from pyrage import x25519

from recorder.bundle.card_file import read_card
from recorder.bundle.layout import bundle_folder, manifest_name
from recorder.episode.study import Role, Study
from recorder.episode.time import NS_PER_SECOND
from studio.demo.command_line import CommandLine, Outcome
from studio.demo.exported import Exported
from studio.demo.findings import EditedTask
from studio.demo.findings_shared import Attempt, SharedTask, Sharing
from studio.demo.party import Party
from studio.demo.replaying import Shared
from studio.demo.s3_server import S3Server
from studio.demo.shots import Pair, Shot
from studio.submission.addresses import BundlePlace, bundle_url
from studio.submission.approval import readers_of

_BUCKET: Final = "studies"
_SERVER: Final = "SeaweedFS"


class Circle:
    """Those who take part beside the contributor, and the store between them.

    Args:
        folder: An empty folder, the caller's alone.
        environment: What everyone's commands start from.
        server: A running S3 server.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], server: S3Server) -> None:
        self._folder: Final = folder
        self._server: Final = server
        self._place: Final = server.fresh_place(bucket=_BUCKET)
        self.store_url: Final = server.url(self._place)
        self.contributor: Final = self._party(
            "contributor", {**environment, **server.contributor.environment()}
        )
        self.reader: Final = self._party("reader", {**environment, **server.reader.environment()})
        self.stranger: Final = self._party("stranger", {**environment, **server.admin.environment()})
        self._owner: Final = self._party("owner", environment)

    def _party(self, name: str, environment: Mapping[str, str]) -> Party:
        return Party(self._folder / name, environment)

    @property
    def secrets(self) -> frozenset[str]:
        """What opens anyone's vault."""
        parties = (self.contributor, self.reader, self.stranger, self._owner)
        return frozenset().union(*(party.secrets for party in parties))

    def begin(self, sample: str, study: Study) -> Path:
        """Make everyone's vault and keys; put the reader's key into the study, and have its owner sign it.

        Args:
            sample: The text of the sample study.
            study: The same, read.

        Returns:
            The signed study's file.

        Raises:
            DemoFailedError: A command failed.
        """
        for party in (self.contributor, self.reader, self.stranger, self._owner):
            party.make_vault()
        card = self.reader.home / "card.toml"
        self.reader.assent.run("identity", "export", card)
        named = next(each for each in study.recipients if each.role is Role.QA)
        text = sample.replace(named.age_key, read_card(card.read_bytes()).age_key)
        file = self._owner.home / "office-tasks.toml"
        file.write_text(text.replace(study.store.url, self.store_url), encoding="utf-8")
        self._owner.assent.run("study", "sign", file)
        self.reader.assent.run("study", "trust", file, "--yes")
        return file

    def share(
        self,
        study: Study,
        edited: Iterable[EditedTask],
        clear: Path,
        replay: Callable[[CommandLine, Sequence[Shared]], None],
    ) -> Sharing:
        """Submit episodes, open them, and try to open them.

        Args:
            study: As it was signed and agreed to.
            edited: What was baked.
            clear: A folder for what is written in clear.
            replay: Told of the reader and what they opened, before one of it is withdrawn.

        Raises:
            DemoFailedError: A command failed that should not have.
        """
        tasks = tuple(edited)
        bundles: dict[str, str] = {}
        approved = ""
        for task in tasks:
            approved = self.contributor.assent.run("approve", task.session, "--yes", "--skip-watching")
            bundles[task.session] = str(self.contributor.assent.read("submit", task.session)["bundle"])
        objects = tuple((name, len(held)) for name, held in self._server.objects(self._place).items())
        shared = tuple(self._open(task, bundles[task.session], clear) for task in tasks)
        replay(self.reader.assent, [Shared(task.title, task.bundle) for task in shared])
        attempts = tuple(self._attempts(tuple(bundles.values())))
        return Sharing(_SERVER, readers_of(study), approved, objects, shared, attempts)

    def _open(self, task: EditedTask, bundle: str, clear: Path) -> SharedTask:
        self.reader.assent.run("open", self._url(bundle))
        sent, got = clear / task.episode, clear / f"{bundle}-received"
        self.reader.assent.run("export", bundle, "--out", got, "--yes")
        at_ns = task.after_ns // 2
        before, after = (
            self._frame(party, of, at_ns, clear)
            for party, of in ((self.contributor, task.episode), (self.reader, bundle))
        )
        pair = Pair(
            Shot(at_ns, before, "As it was approved"), Shot(at_ns, after, "As the reader opened it"), ""
        )
        return SharedTask(task.title, bundle, pair, _is_same(Exported(sent), Exported(got)))

    def _frame(self, party: Party, of: str, at_ns: int, clear: Path) -> bytes:
        out = clear / f"{of}-shared.png"
        party.assent.run("frame", of, "--at", f"{at_ns / NS_PER_SECOND:.3f}", "--out", out)
        return out.read_bytes()

    def _attempts(self, bundles: tuple[str, ...]) -> Iterator[Attempt]:
        first, *_ = bundles
        url = self._url(first)
        yield Attempt(
            "The one whom the study names",
            "open them, with a key that may read the store",
            "",
            worked=True,
            should_work=True,
        )
        yield self._read_back(first)
        yield _tried(
            "A stranger with the administrator's key to the store",
            "open one with Assent",
            self.stranger.assent.attempt("open", url),
        )
        yield self._take_apart(first)
        self.contributor.assent.run("withdraw", first, "--yes")
        yield Attempt(
            "The contributor, who may only write", "withdraw one of them", "", worked=True, should_work=True
        )
        yield _tried(
            "The one whom the study names", "open that one again", self.reader.assent.attempt("open", url)
        )
        self.reader.assent.run("sync")
        yield _tried(
            "The one whom the study names",
            "look at the copy that they had opened before",
            self.reader.assent.attempt("show", first),
        )
        yield self._look_for_payload(first)

    def _read_back(self, bundle: str) -> Attempt:
        """What the contributor's own key lets anyone read who steals it."""
        store = self._server.store(self._place, self._server.contributor)
        try:
            obstore.get(store, manifest_name(bundle))
        except BaseError:
            said, worked = "the server does not let this key read", False
        else:
            said, worked = "", True
        return Attempt(
            "Whoever steals the contributor's key to the store",
            "read what lies there",
            said,
            worked=worked,
            should_work=False,
        )

    def _take_apart(self, bundle: str) -> Attempt:
        who, what = "The same stranger", "open the sealed file itself with a key of their own"
        parts = self._objects_of(bundle, "payload")
        try:
            pyrage.decrypt(b"".join(parts), [x25519.Identity.generate()])
        except pyrage.DecryptError:
            said, worked = "it is sealed to other keys", False
        else:
            said, worked = "", True
        return Attempt(who, what, said, worked=worked, should_work=False)

    def _look_for_payload(self, bundle: str) -> Attempt:
        left = sum(map(len, self._objects_of(bundle, "payload")))
        return Attempt(
            "Whoever runs the store",
            "find what it held of the withdrawn one",
            "" if left else "nothing of it is left",
            worked=left > 0,
            should_work=False,
        )

    def _url(self, bundle: str) -> str:
        return bundle_url(BundlePlace(self.store_url, bundle))

    def _objects_of(self, bundle: str, folder: str) -> list[bytes]:
        below = f"{bundle_folder(bundle)}/{folder}/"
        return [held for name, held in self._server.objects(self._place).items() if name.startswith(below)]


def _tried(who: str, what: str, outcome: Outcome) -> Attempt:
    """What ought to be refused."""
    return Attempt(who, what, outcome.said, worked=outcome.worked, should_work=False)


def _is_same(sent: Exported, got: Exported) -> bool:
    """Whether two exports hold the same events, actions and pictures."""
    names = sorted(file.name for file in sent.folder.glob("*.mp4"))
    return (
        names == sorted(file.name for file in got.folder.glob("*.mp4"))
        and all((sent.folder / name).read_bytes() == (got.folder / name).read_bytes() for name in names)
        and all(sent.lines(name) == got.lines(name) for name in ("events.jsonl", "actions.jsonl"))
    )
