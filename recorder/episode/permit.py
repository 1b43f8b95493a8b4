"""The permit: the one thing that lets a recorder be built.

A ``RecordingPermit`` holds nothing that could be forged, copied or edited. It is a bare token; what it
permits is kept by this module, under the token's identity, and is only ever written there after the consent
chain was verified and every rule was met. Constructing, subclassing, copying, pickling and
``dataclasses.replace`` fail; what comes out of ``object.__new__`` is unknown here and permits nothing.

What Python can enforce and what it cannot: code in the same process can reach into a closure, patch this
module, or append a grant of its own to a chain. No object can defend itself against its own interpreter. What
stands against that: the recording is a process of its own, which is given the study's *bytes*, the chain's
lines and the head, and derives the permit itself (``recorder.consented``); so a parent that went wrong can at
most withhold a permit, and one that lies must forge the chain and the head that the vault keeps.

For whoever builds a recorder: call ``RecordingPermit.require(permit, …)`` on the class, not on the object, so
that an object of another class with a kinder ``require`` is refused as well. A permit does not learn of a
later withdrawal: ask again with the present time at every start and resume, and stop when told to.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple, NoReturn, Self, SupportsIndex
from weakref import WeakKeyDictionary

from recorder.episode.consent import ConsentChain, NoConsentError, Refusal, verified_entries
from recorder.episode.consent_entries import Grant
from recorder.episode.study import Stream, Study

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far a clock may be set back after a grant (a time server does so by seconds) before it is refused."""

_READ_AGAIN: Final = "Read it and decide with: assent consent grant."


class PermitClaims(NamedTuple):
    """What a permit permits. A tuple, since even a frozen dataclass can be written to.

    Attributes:
        study_id: The study.
        study_version: What its authors call the version.
        study_sha256: Its exact version.
        study_fingerprint: Over every field of the study that was shown to the chain.
        task_ids: Its tasks.
        streams: What may be recorded.
        grant_sha256: The grant that says so.
        valid_from: Before this a clock is wrong.
        valid_until: From this instant on it no longer holds.
    """

    study_id: str
    study_version: str
    study_sha256: str
    study_fingerprint: str
    task_ids: frozenset[str]
    streams: frozenset[Stream]
    grant_sha256: str
    valid_from: datetime
    valid_until: datetime


class RecordingPermit:
    """Permission to record; got from ``permit_recording`` only."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *_args: object, **_kwargs: object) -> Self:
        """Refuse: a permit is asked for, not made."""
        raise TypeError("a permit to record comes from a consent chain and from nowhere else")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("there is one kind of permit")

    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a permit is neither copied nor sent; send the chain and derive it again")

    def __repr__(self) -> str:
        return "<permit to record>"

    @property
    def claims(self) -> PermitClaims:
        """What it permits.

        Raises:
            NoConsentError: It was not got from a chain.
        """
        return _claims_of(self)

    def require(self, study: Study, *, task_id: str, streams: Collection[Stream], now: datetime) -> None:
        """Return only if these streams of this task of this very study may be recorded now.

        Call it as ``RecordingPermit.require(permit, …)``; the module says why.

        Raises:
            NoConsentError: They may not; the error says which rule says so.
            ValueError: ``now`` does not know its time zone, or no stream is named.
        """
        claims = _claims_of(self)
        if study.sha256 != claims.study_sha256 or study.fingerprint() != claims.study_fingerprint:
            raise NoConsentError(
                Refusal.OTHER_VERSION, "This is not the study that you consented to.", mend=_READ_AGAIN
            )
        if task_id not in claims.task_ids:
            raise NoConsentError(
                Refusal.UNKNOWN_TASK,
                f"“{study.title}” has no task {task_id!r}.",
                mend=f"Its tasks are: {', '.join(sorted(claims.task_ids))}.",
            )
        if not streams:
            raise ValueError("a recorder of no stream needs no permit")
        _require_streams(study, claims.streams, streams)
        _require_time(study, claims, now)


def _require_streams(study: Study, granted: frozenset[Stream], asked: Collection[Stream]) -> None:
    missing = sorted(set(asked) - granted)
    if missing:
        raise NoConsentError(
            Refusal.STREAM_NOT_GRANTED,
            f"For “{study.title}” you did not agree to recording: {', '.join(missing)}.",
            mend=f"Record without it. Or, if you have changed your mind: {_READ_AGAIN}",
        )


def _require_time(study: Study, claims: PermitClaims, now: datetime) -> None:
    if now.utcoffset() is None:
        raise ValueError("the time of a recording must know its time zone")
    if now >= claims.valid_until:
        if study.ends_at is not None and now >= study.ends_at:
            raise NoConsentError(
                Refusal.STUDY_ENDED,
                f"“{study.title}” ended on {study.last_day}.",
                mend="Ask those who run it whether there is a newer version.",
            )
        raise NoConsentError(
            Refusal.EXPIRED,
            f"Your consent to “{study.title}” ended on {claims.valid_until:%d %B %Y at %H:%M} UTC.",
            mend=f"If you want to go on: {_READ_AGAIN}",
        )
    if now < claims.valid_from - CLOCK_TOLERANCE:
        raise NoConsentError(
            Refusal.CLOCK,
            f"This computer's clock says {now:%d %B %Y, %H:%M}, which is before your consent was given.",
            mend="Set the clock. If it is right now, withdraw this consent and give it again.",
        )


def _permits() -> tuple[
    Callable[[ConsentChain, Study, Collection[Stream] | None, datetime], RecordingPermit],
    Callable[[RecordingPermit], PermitClaims],
]:
    issued: WeakKeyDictionary[RecordingPermit, PermitClaims] = WeakKeyDictionary()

    def issue(
        chain: ConsentChain, study: Study, streams: Collection[Stream] | None, now: datetime
    ) -> RecordingPermit:
        claims = _decide(chain, study, streams, now)
        permit: RecordingPermit = object.__new__(RecordingPermit)
        issued[permit] = claims
        return permit

    def claims_of(permit: RecordingPermit) -> PermitClaims:
        claims = issued.get(permit) if type(permit) is RecordingPermit else None
        if claims is None:
            raise NoConsentError(
                Refusal.NOT_A_PERMIT,
                "Something tried to record without a permit of yours.",
                mend="Please report this: it is a fault of the program, not of yours.",
            )
        return claims

    return issue, claims_of


_issue, _claims_of = _permits()


def permit_recording(
    chain: ConsentChain, study: Study, streams: Collection[Stream] | None = None, *, now: datetime
) -> RecordingPermit:
    """Ask the chain for permission to record a study.

    Args:
        chain: All consents.
        study: The study, as read from the file that is to be recorded.
        streams: What is to be recorded; all that was granted where ``None``.
        now: The time, with its time zone.

    Raises:
        NoConsentError: There is no consent, or it was withdrawn, is over, is to another version, or does not
            cover a stream.
        TamperedChainError: The chain is not the one that was written.
        ValueError: ``now`` does not know its time zone, or ``streams`` is empty.
    """
    return _issue(chain, study, streams, now)


def _decide(
    chain: ConsentChain, study: Study, streams: Collection[Stream] | None, now: datetime
) -> PermitClaims:
    # Again and from the lines: an object's other fields can be written to, a hash cannot be talked to.
    verified_entries(chain.lines, chain.head)
    chain = ConsentChain(chain.lines, chain.head)
    grant = _standing_grant(chain, study)
    asked_for = {request.stream for request in study.streams}
    asked = grant.granted if streams is None else frozenset(streams)
    if not asked:
        raise ValueError("a recorder of no stream needs no permit")
    _require_streams(study, grant.granted & asked_for, asked)
    claims = PermitClaims(
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        study_fingerprint=study.fingerprint(),
        task_ids=frozenset(task.id for task in study.tasks),
        streams=asked,
        grant_sha256=chain.hash_of(grant),
        valid_from=grant.at,
        valid_until=grant.expires_at,
    )
    _require_time(study, claims, now)
    return claims


def _standing_grant(chain: ConsentChain, study: Study) -> Grant:
    grant = chain.newest_grant(study.id)
    if grant is None:
        raise NoConsentError(
            Refusal.NO_GRANT, f"You have not consented to “{study.title}”.", mend=_READ_AGAIN
        )
    withdrawal = chain.withdrawal_of(grant)
    if withdrawal is not None:
        raise NoConsentError(
            Refusal.WITHDRAWN,
            f"You withdrew your consent to “{study.title}” on {withdrawal.at:%d %B %Y}.",
            mend=f"If you want to take part again: {_READ_AGAIN}",
        )
    if grant.study_sha256 != study.sha256:
        raise NoConsentError(
            Refusal.OTHER_VERSION, _version_words(grant, study), mend=f"Please read it again. {_READ_AGAIN}"
        )
    return grant


def _version_words(grant: Grant, study: Study) -> str:
    if grant.study_version == study.version:
        return (
            f"“{study.title}” was changed since you consented to it, although it still calls itself "
            f"version {study.version}."
        )
    return (
        f"You consented to version {grant.study_version} of “{study.title}”, "
        f"and this is version {study.version}."
    )
