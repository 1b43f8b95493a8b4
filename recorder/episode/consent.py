"""Consent: a chain of grants and withdrawals that only ever grows, and cannot be rewritten unseen.

Every entry holds the hash of the one before it, and the *head* (how many entries, and the hash of the last)
is kept somewhere else. A changed, dropped, swapped, inserted or rolled back entry is noticed whenever the
chain is built, since building it is verifying it. Someone who can rewrite both the entries and the head can
still write another history: the receipts that people keep are what shows that (see ``receipt``).

Of all grants for a study only the newest counts, so a person can narrow a consent by granting again; and once
that is withdrawn no older one comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from recorder.episode.consent_entries import (
    NOTHING_BEFORE,
    Entry,
    Grant,
    Withdrawal,
    contributor_problem,
    entry_hash,
    read_entry,
    whole_utc,
    write_entry,
)
from recorder.episode.study import Stream, Study
from recorder.errors import UserFacingError


class Refusal(StrEnum):
    """Why nothing may be recorded, or no consent given."""

    NO_GRANT = "no_grant"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STUDY_ENDED = "study_ended"
    OTHER_VERSION = "other_version"
    STREAM_NOT_GRANTED = "stream_not_granted"
    STREAM_REQUIRED = "stream_required"
    UNKNOWN_TASK = "unknown_task"
    CLOCK = "clock"
    NAME = "name"
    NOT_A_PERMIT = "not_a_permit"


class GrantState(StrEnum):
    """What has become of a grant."""

    STANDING = "standing"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class NoConsentError(UserFacingError):
    """Nothing may be recorded; ``refusal`` says which rule says so."""

    def __init__(self, refusal: Refusal, happened: str, *, mend: str) -> None:
        self.refusal = refusal
        super().__init__(happened, kept="Nothing was recorded.", mend=mend)


class GrantNotPossibleError(UserFacingError):
    """The consent cannot be given like this; ``refusal`` says which rule says so."""

    def __init__(self, refusal: Refusal, happened: str, *, mend: str) -> None:
        self.refusal = refusal
        super().__init__(happened, kept="Your earlier answers are as they were.", mend=mend)


class TamperedChainError(UserFacingError):
    """The consent chain is not the one that was written.

    Attributes:
        entry: The number of the first entry that does not fit; one past the last where some are missing.
    """

    def __init__(self, entry: int, why: str) -> None:
        self.entry = entry
        super().__init__(
            f"The record of your consents was changed or is incomplete: at entry {entry}, {why}.",
            kept="Nothing is recorded on the strength of it; your sessions are untouched.",
            mend="Restore the vault from a backup, or compare it with the receipts you kept.",
        )


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How many entries a chain has, and the hash of the last."""

    count: int
    sha256: str


EMPTY_HEAD = ChainHead(0, NOTHING_BEFORE)


@dataclass(frozen=True, slots=True)
class ConsentChain:
    """All consents ever given and withdrawn in one vault, in order. Growing it makes a new one.

    Attributes:
        lines: The entries as the vault keeps them.
        head: What the vault keeps apart from them.
        entries: The same entries, read.

    Raises:
        TamperedChainError: The lines are not those that the head speaks of.
    """

    lines: tuple[str, ...] = ()
    head: ChainHead = EMPTY_HEAD
    entries: tuple[Entry, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", verified_entries(self.lines, self.head))

    def grant(
        self, study: Study, *, contributor: str, answers: Mapping[Stream, bool], now: datetime
    ) -> "ConsentChain":
        """Add a consent. Its line is the last of the new chain.

        Args:
            study: The exact version that the person has read.
            contributor: The name or pseudonym that they gave.
            answers: Yes or no to each stream that the study asks for: exactly these, none assumed.
            now: The time, with its time zone.

        Raises:
            GrantNotPossibleError: A required stream is refused, all are, the study is over, or the name
                cannot stand.
            ValueError: The answers are not those to this study's questions.
        """
        if set(answers) != {request.stream for request in study.streams}:
            raise ValueError("each stream of the study needs an answer, and no other one")
        at = whole_utc(now)
        _check_grant(study, contributor, answers, now)
        expires_at = at + timedelta(days=study.consent_days)
        if study.ends_at is not None:
            expires_at = min(expires_at, study.ends_at)
        return self._with(
            Grant(
                number=self.head.count + 1,
                previous=self.head.sha256,
                at=at,
                study_id=study.id,
                study_version=study.version,
                study_title=study.title,
                study_sha256=study.sha256,
                consent_text_sha256=study.consent_text_sha256,
                contributor=contributor,
                granted=frozenset(stream for stream, yes in answers.items() if yes),
                refused=frozenset(stream for stream, yes in answers.items() if not yes),
                expires_at=expires_at,
            )
        )

    def withdraw(self, study_id: str, *, now: datetime) -> "ConsentChain":
        """End the consent to a study, in every version. Needs no reason, no file, and no right clock.

        What stops a recording that is running is whoever withdraws: a permit knows nothing of the future.

        Raises:
            NoConsentError: There is no consent to it that could be withdrawn.
        """
        grant = self.newest_grant(study_id)
        if grant is None or self.withdrawal_of(grant) is not None:
            raise NoConsentError(
                Refusal.NO_GRANT,
                f"There is no consent to the study {study_id!r} that could be withdrawn.",
                mend="See all of yours with: assent consent list.",
            )
        return self._with(
            Withdrawal(
                number=self.head.count + 1,
                previous=self.head.sha256,
                at=whole_utc(now),
                study_id=study_id,
                grant_sha256=self.hash_of(grant),
            )
        )

    def newest_grant(self, study_id: str) -> Grant | None:
        """The last grant for any version of the study, withdrawn or not."""
        grants = (entry for entry in self.entries if isinstance(entry, Grant) and entry.study_id == study_id)
        return max(grants, key=lambda grant: grant.number, default=None)

    def withdrawal_of(self, grant: Grant) -> Withdrawal | None:
        """The withdrawal of that grant, if it was withdrawn."""
        named = self.hash_of(grant)
        return next(
            (
                entry
                for entry in self.entries
                if isinstance(entry, Withdrawal) and entry.grant_sha256 == named
            ),
            None,
        )

    def state_of(self, grant: Grant, *, now: datetime) -> GrantState:
        """What has become of one of the chain's grants; a permit asks for more than that it stands."""
        if self.withdrawal_of(grant) is not None:
            return GrantState.WITHDRAWN
        if self.newest_grant(grant.study_id) != grant:
            return GrantState.REPLACED
        return GrantState.EXPIRED if now >= grant.expires_at else GrantState.STANDING

    def hash_of(self, entry: Entry) -> str:
        """The hash of one of the chain's own entries.

        Raises:
            ValueError: The entry is not in this chain.
        """
        if entry not in self.entries:
            raise ValueError("the entry is not in this chain")
        return entry_hash(self.lines[entry.number - 1])

    def grant_of_hash(self, grant_sha256: str) -> Grant | None:
        """The grant with that hash, or ``None``."""
        for line, entry in zip(self.lines, self.entries, strict=True):
            if isinstance(entry, Grant) and entry_hash(line) == grant_sha256:
                return entry
        return None

    def first(self, count: int) -> Self:
        """The chain as it was when it had ``count`` entries.

        Raises:
            ValueError: It never had that many, or ``count`` is negative.
        """
        if not 0 <= count <= self.head.count:
            raise ValueError("the chain never had that many entries")
        last = entry_hash(self.lines[count - 1]) if count else NOTHING_BEFORE
        return type(self)(self.lines[:count], ChainHead(count, last))

    def _with(self, entry: Entry) -> "ConsentChain":
        line = write_entry(entry)
        return ConsentChain((*self.lines, line), ChainHead(entry.number, entry_hash(line)))


def verified_entries(lines: tuple[str, ...], head: ChainHead) -> tuple[Entry, ...]:
    """Read a chain's lines and prove that they are the ones that the head speaks of.

    Raises:
        TamperedChainError: They are not.
    """
    previous = NOTHING_BEFORE
    entries: list[Entry] = []
    grants: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        try:
            entry = read_entry(line)
        except ValueError as error:
            raise TamperedChainError(number, str(error)) from None
        if entry.number != number:
            raise TamperedChainError(number, f"stands what was written as number {entry.number}")
        if entry.previous != previous:
            raise TamperedChainError(number, "the entry before it is not the one it was written after")
        previous = entry_hash(line)
        if isinstance(entry, Grant):
            grants[previous] = entry.study_id
        elif grants.pop(entry.grant_sha256, None) != entry.study_id:
            raise TamperedChainError(number, "a consent is withdrawn that was not given")
        entries.append(entry)
    if len(lines) != head.count:
        raise TamperedChainError(len(lines) + 1, f"there should be {head.count} entries in all")
    if previous != head.sha256:
        raise TamperedChainError(len(lines), "it is not the one that was written")
    return tuple(entries)


def _check_grant(study: Study, contributor: str, answers: Mapping[Stream, bool], now: datetime) -> None:
    problem = contributor_problem(contributor)
    if problem is not None:
        raise GrantNotPossibleError(
            Refusal.NAME, f"The name {problem}.", mend="Give the name or the pseudonym you want to go by."
        )
    if study.ends_at is not None and now >= study.ends_at:
        raise GrantNotPossibleError(
            Refusal.STUDY_ENDED,
            f"“{study.title}” ended on {study.last_day}.",
            mend="Ask those who run it whether there is a newer version.",
        )
    needed = [request.stream for request in study.streams if request.required and not answers[request.stream]]
    if needed:
        raise GrantNotPossibleError(
            Refusal.STREAM_REQUIRED,
            f"“{study.title}” cannot be done without recording: {', '.join(needed)}. You said no to that.",
            mend="You are free not to take part. Or go through the questions again.",
        )
    if not any(answers.values()):
        raise GrantNotPossibleError(
            Refusal.STREAM_REQUIRED,
            "You said no to everything, so there is nothing to consent to.",
            mend="You are free not to take part. Or go through the questions again.",
        )
