"""What a reader asks of the consent that lies in a bundle, and of what was recorded under it.

The receipt is the contributor's own (see ``recorder.episode.receipt``), the hash of it is committed to in the
signed manifest. A reader cannot see the chain that it was written from; what can be seen is whether it speaks
of this study, still held on the day of sealing, and covers every kind of data that is there.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime

import msgspec

from recorder.bundle.errors import BrokenBundleError, NotConsentedError
from recorder.episode.phrase import later
from recorder.episode.study import Stream, Study

_GIVEN = "consent given"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class _Streams(msgspec.Struct, frozen=True):
    granted: tuple[Stream, ...]


class _Event(msgspec.Struct, frozen=True):
    event_state: str
    event_time: str
    valid_until: str | None = None
    streams: _Streams | None = None


class _Ties(msgspec.Struct, frozen=True):
    study_id: str
    study_sha256: str
    consent_text_sha256: str


class _Receipt(msgspec.Struct, frozen=True):
    event: tuple[_Event, ...]
    assent: _Ties


def check_consent(receipt_json: str, study: Study, *, recorded: Collection[Stream], sealed_on: date) -> None:
    """See that a receipt covers what is in its bundle.

    Args:
        receipt_json: The receipt.
        study: The version of the study that lies beside it.
        recorded: The kinds of data that the episode says it has.
        sealed_on: The day on which it was sealed.

    Raises:
        NotConsentedError: It does not.
        BrokenBundleError: It is no receipt.
    """
    try:
        receipt = msgspec.json.decode(receipt_json, type=_Receipt)
        given, *since = receipt.event
        begins, ends = _day(given.event_time), _day(given.valid_until or "")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise BrokenBundleError(later("its consent cannot be read")) from None
    if given.event_state != _GIVEN or given.streams is None:
        raise BrokenBundleError(later("its consent cannot be read"))
    ties = (receipt.assent.study_id, receipt.assent.study_sha256, receipt.assent.consent_text_sha256)
    if ties != (study.id, study.sha256, study.consent_text_sha256):
        raise NotConsentedError(later("it was given to another study, or to another version of it"))
    if since:
        raise NotConsentedError(later("it had been withdrawn"))
    if not begins <= sealed_on <= ends:
        raise NotConsentedError(later("it did not hold on the day on which it was sealed"))
    if not set(recorded) <= set(given.streams.granted):
        raise NotConsentedError(later("it does not cover everything that was recorded"))


def _day(text: str) -> date:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC).date()
