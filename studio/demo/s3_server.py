"""A real S3 server on this machine: SeaweedFS, with identities that may do different things.

Its data outlives the processes: ``kill`` is a power cut, and ``start`` goes on where it was. What it says
goes to ``log``, and everything it keeps lies in ``data``: a test can search both for what must not be there.
"""

import json
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

_WEED: Final = Path(sys.executable).parent / "weed"
_HOST: Final = "127.0.0.1"
_REGION: Final = "us-east-1"
_START_SECONDS: Final = 20.0
_TRIES: Final = 3
_POLL_SECONDS: Final = 0.02
# Each of them twice: the second one is for its peers.
_PARTS: Final = ("master", "filer", "s3", "volume")


class NotStartedError(Exception):
    """The server did not come up; its log says why."""


@dataclass(frozen=True, slots=True)
class S3Key:
    """What one identity signs with.

    Attributes:
        name: Which one.
        access_key: Its name towards the server.
        secret_key: What it signs with.
    """

    name: str
    access_key: str
    secret_key: str = field(repr=False)

    @classmethod
    def fresh(cls, name: str) -> Self:
        """A random one."""
        return cls(name, secrets.token_hex(10).upper(), secrets.token_urlsafe(30))

    def provide(self) -> Any:  # noqa: ANN401 - obstore names the type for type checkers only
        """As obstore asks for it."""
        return {
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
            "expires_at": None,
        }

    def environment(self) -> dict[str, str]:
        """The variables by which every S3 program takes it."""
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}


class S3Server:
    """SeaweedFS; ``admin`` may do everything, ``contributor`` only put objects, ``reader`` list and read.

    Args:
        folder: Where its data, its settings and its log go; made where it is missing.

    Attributes:
        admin: May do everything, and is the only one for whom a bucket is made when it is missing.
        contributor: May put objects: not read, list or delete any, its own neither.
        listener: As ``contributor``, and may get reviews.
        reader: May list and read.
        reviewer: As ``reader``, and may put reviews.
        stranger: Is known to the server, and may do nothing.
        log: What the server says, of all its starts.
        data: All that it keeps.
    """

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "log"
        self.admin = S3Key.fresh("admin")
        self.contributor = S3Key.fresh("contributor")
        self.listener = S3Key.fresh("listener")
        self.reader = S3Key.fresh("reader")
        self.reviewer = S3Key.fresh("reviewer")
        self.stranger = S3Key.fresh("stranger")
        self._config = folder / "s3.json"
        self._ports: dict[str, tuple[int, int]] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        (self.data / "volumes").mkdir(parents=True)
        self._config.write_text(json.dumps(self._identities()))

    @property
    def endpoint(self) -> str:
        """Its address, the same after every start."""
        return f"http://{_HOST}:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens for S3."""
        return self._ports["s3"][0]

    def url(self, place: str, *, endpoint: str | None = None) -> str:
        """How Assent names a place here.

        Args:
            place: A bucket, or a bucket and a prefix; see ``fresh_place``.
            endpoint: Another way to the server, such as a proxy.
        """
        return f"s3://{place}?endpoint={quote(endpoint or self.endpoint, safe=':/')}&region={_REGION}"

    def fresh_place(self, *, bucket: str = "studies") -> str:
        """A bucket and a prefix in which nothing lies yet. The bucket exists then."""
        obstore.put(self.store(bucket, self.admin), "made", b"made")
        return f"{bucket}/{secrets.token_hex(6)}"

    def store(self, place: str, key: S3Key) -> S3Store:
        """A plain client, as any S3 program has one."""
        bucket, _, prefix = place.partition("/")
        return S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=self.endpoint,
            aws_endpoint_url_s3=self.endpoint,
            region=_REGION,
            # Said in full: a test may have an environment that means another store.
            credential_provider=key.provide,
            virtual_hosted_style_request=False,
            skip_signature=False,
            client_options={"allow_http": True, "timeout": "10s"},
            retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=1)},
        )

    def objects(self, place: str) -> dict[str, bytes]:
        """All that lies there, as the admin sees it: names below the place, and their bytes."""
        store = self.store(place, self.admin)
        names = [str(found["path"]) for page in obstore.list(store) for found in page]
        return {name: bytes(obstore.get(store, name).bytes()) for name in sorted(names)}

    def start(self) -> None:
        """Start it, and wait until it stores and gives back.

        Raises:
            NotStartedError: It did not.
        """
        if not self._ports:
            self._choose_ports()
        with ExitStack() as undo:
            undo.callback(self.kill)
            self._run("server", *self._server_options())
            # A volume server that starts before there is a leader looks again after five seconds only.
            self._wait_for("a leader", self._has_leader)
            self._run("volume", *self._volume_options())
            self._wait_for("the first object", self._stores)
            undo.pop_all()

    def kill(self) -> None:
        """End it at once, as a power cut does. What it confirmed is kept."""
        for process in self._processes:
            process.send_signal(signal.SIGKILL)
        for process in self._processes:
            process.wait()
        self._processes.clear()
        for http, grpc in self._ports.values():
            for socket_file in Path("/tmp").glob(f"seaweedfs-*-{http}.sock"):  # noqa: S108 - weed's own place
                socket_file.unlink(missing_ok=True)
            for socket_file in Path("/tmp").glob(f"seaweedfs-*-{grpc}.sock"):  # noqa: S108 - as above
                socket_file.unlink(missing_ok=True)

    def pause(self) -> None:
        """Let it hang: connections stay open, and nobody answers. ``go_on`` ends it."""
        for process in self._processes:
            process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a ``pause``."""
        for process in self._processes:
            process.send_signal(signal.SIGCONT)

    @property
    def is_running(self) -> bool:
        """Whether it was started, and was not killed."""
        return bool(self._processes)

    def _identities(self) -> dict[str, object]:
        only_put = {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::*/*"]}
        reviews = ["arn:aws:s3:::*/bundles/*/reviews/*"]
        put_reviews = {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": reviews}
        get_reviews = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": reviews}
        read = {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::*", "arn:aws:s3:::*/*"],
        }
        everything = ["Admin", "Read", "Write", "List", "Tagging"]
        return {
            "identities": [
                _identity(self.admin) | {"actions": everything},
                # Its own action "Write" would include deleting: only a policy tells them apart.
                _identity(self.contributor) | {"policyNames": ["only-put"]},
                _identity(self.listener) | {"policyNames": ["only-put", "get-reviews"]},
                _identity(self.reader) | {"actions": ["Read", "List"]},
                _identity(self.reviewer) | {"policyNames": ["read", "put-reviews"]},
                _identity(self.stranger) | {"actions": []},
            ],
            "policies": [
                _policy("only-put", only_put),
                _policy("read", read),
                _policy("put-reviews", put_reviews),
                _policy("get-reviews", get_reviews),
            ],
        }

    def _choose_ports(self) -> None:
        with ExitStack() as held:
            sockets = [held.enter_context(socket.socket()) for _ in range(2 * len(_PARTS))]
            for free in sockets:
                free.bind((_HOST, 0))
            ports = [free.getsockname()[1] for free in sockets]
        self._ports = {part: (ports[2 * at], ports[2 * at + 1]) for at, part in enumerate(_PARTS)}

    def _server_options(self) -> list[str]:
        options = [
            "-volume=false",
            f"-dir={self.data}",
            # It would report to its makers.
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64",
            # Ten seconds, unless told, until it leads itself after a restart.
            "-master.electionTimeout=1s",
            "-s3",
            f"-s3.config={self._config}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.iam=false",
        ]
        for part in ("master", "filer", "s3"):
            http, grpc = self._ports[part]
            options += [f"-{part}.port={http}", f"-{part}.port.grpc={grpc}"]
        return options

    def _volume_options(self) -> list[str]:
        http, grpc = self._ports["volume"]
        master, master_grpc = self._ports["master"]
        return [
            f"-dir={self.data / 'volumes'}",
            f"-master={_HOST}:{master}.{master_grpc}",
            f"-port={http}",
            f"-port.grpc={grpc}",
            "-max=200",
        ]

    def _run(self, command: str, *options: str) -> None:
        with self.log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [_WEED, "-logtostderr=true", command, f"-ip={_HOST}", f"-ip.bind={_HOST}", *options],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.data,
                )
            )

    def _wait_for(self, what: str, look: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not look():
            if time.monotonic() > deadline or any(process.poll() is not None for process in self._processes):
                raise NotStartedError(f"{what} did not come; the end of the log:\n{self._end_of_log()}")
            time.sleep(_POLL_SECONDS)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def _has_leader(self) -> bool:
        connection = HTTPConnection(_HOST, self._ports["master"][0], timeout=1)
        try:
            connection.request("GET", "/cluster/status")
            return bool(json.loads(connection.getresponse().read()).get("IsLeader"))
        except (OSError, HTTPException, ValueError):
            return False
        finally:
            connection.close()

    def _stores(self) -> bool:
        with suppress(OSError), socket.create_connection((_HOST, self.port), 1):
            try:
                obstore.put(self.store("probe", self.admin), "probe", b"probe")
            except BaseError:
                return False
            return True
        return False


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """A server that runs until the context is left.

    Ports that were free can be taken before it has them; it tries again with others then.

    Raises:
        NotStartedError: It did not come up.
    """
    for attempt in range(1, _TRIES + 1):
        server = S3Server(folder / f"s3-{attempt}")
        try:
            server.start()
        except NotStartedError:
            if attempt == _TRIES:
                raise
        else:
            break
    try:
        yield server
    finally:
        server.go_on()
        server.kill()


def _policy(name: str, *statements: Mapping[str, object]) -> dict[str, str]:
    return {"name": name, "content": json.dumps({"Version": "2012-10-17", "Statement": statements})}


def _identity(key: S3Key) -> dict[str, object]:
    return {
        "name": key.name,
        "credentials": [{"accessKey": key.access_key, "secretKey": key.secret_key}],
    }
