"""Which of our errors an error of obstore is.

It says most things in words only: the status, the store's own code and the system's number are read out of
them. What is not known is never passed on as it came, since an answer can hold anything.
"""

import errno
import re
from typing import Final

from recorder.bundle.errors import MissingObjectError
from studio.submission import store_errors as errors
from studio.submission.store_places import FolderPlace, StorePlace

_STATUS: Final = re.compile(r"status code: (\d{3})")
_CODE: Final = re.compile(r"<Code>([A-Za-z0-9.]{1,60})</Code>")
_SYSTEM: Final = re.compile(r"\(os error (\d{1,5})\)|code: (\d{1,5})")
_REGION: Final = re.compile(r"<Region>([a-z0-9-]{1,40})</Region>|expecting '([a-z0-9-]{1,40})'")
_CERTIFICATE: Final = re.compile(
    r"InvalidCertificate|invalid peer certificate|AlertReceived|InvalidMessage\(|"
    r"InvalidContentType|received corrupt message"
)

_WRONG_KEY: Final = frozenset(
    {
        "AuthorizationQueryParametersError",
        "ExpiredToken",
        "InvalidAccessKeyId",
        "InvalidToken",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
    }
)
_WRONG_REGION: Final = frozenset(
    {"AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"}
)
_DAMAGED: Final = frozenset(
    {
        "BadDigest",
        "IncompleteBody",
        "InvalidDigest",
        "XAmzContentChecksumMismatch",
        "XAmzContentSHA256Mismatch",
    }
)
_FULL: Final = frozenset(
    {"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "ServiceQuotaExceeded"}
)
_BUSY: Final = frozenset(
    {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted"}
)

_BUSY_STATUS: Final = frozenset({408, 425, 429})
_SERVER_FAULT: Final = 500
_FORBIDDEN: Final = frozenset({401, 403})
_REDIRECTED: Final = frozenset({301, 307, 308})
_NOT_FOUND: Final = 404
_FULL_STATUS: Final = 507

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_WRITING: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_NOT_THERE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ESTALE})


def fault_of(error: BaseException, place: StorePlace) -> errors.StoreError | MissingObjectError:
    """What an error of obstore, or of the system, is to us.

    Args:
        error: As it was raised.
        place: Where.
    """
    if isinstance(place, FolderPlace):
        return _of_folder(error, place)
    if isinstance(error, TimeoutError):
        return errors.UnreachableStoreError(place.shown)
    text = str(error)
    status = _STATUS.search(text)
    code = _CODE.search(text)
    if status is None and code is None:
        if isinstance(error, FileNotFoundError):
            return MissingObjectError()
        if _CERTIFICATE.search(text):
            return errors.UntrustedStoreError(place.shown)
        return errors.UnreachableStoreError(place.shown)
    return _of_answer(int(status[1]) if status else 0, code[1] if code else "", text, place.shown)


def _of_answer(  # noqa: PLR0911 - one line for each answer
    status: int, code: str, text: str, shown: str
) -> errors.StoreError | MissingObjectError:
    if code in _FULL or status == _FULL_STATUS:
        return errors.StoreFullError(shown)
    if code in _BUSY or status in _BUSY_STATUS or status >= _SERVER_FAULT:
        return errors.BusyStoreError(shown)
    if code == "NoSuchBucket":
        return errors.NoSuchBucketError(shown)
    if status == _NOT_FOUND:
        return MissingObjectError()
    if code in _WRONG_KEY:
        return errors.WrongStoreKeyError(shown)
    if code in {"RequestTimeTooSkewed", "RequestExpired"}:
        return errors.WrongClockError(shown)
    if code in _WRONG_REGION or status in _REDIRECTED:
        region = _REGION.search(text)
        return errors.WrongRegionError(shown, (region[1] or region[2]) if region else "")
    if code in _DAMAGED:
        return errors.NotVerifiedError(shown)
    if status in _FORBIDDEN:
        return errors.StoreRefusedError(shown)
    return errors.StoreAnswerError(shown, " ".join(part for part in (str(status or ""), code) if part))


def _of_folder(error: BaseException, place: FolderPlace) -> errors.StoreError | MissingObjectError:
    number = error.errno if isinstance(error, OSError) else None
    if number is None:
        said = _SYSTEM.search(str(error))
        number = int(said[1] or said[2]) if said else 0
    if number in _NO_SPACE:
        return errors.StoreFullError(place.shown)
    if number in _NO_WRITING:
        return errors.ReadOnlyStoreError(place.shown)
    if not place.path.is_dir():
        return errors.StoreFolderMissingError(place.shown)
    if isinstance(error, FileNotFoundError) or number in _NOT_THERE:
        return MissingObjectError()
    if isinstance(error, TimeoutError):
        return errors.UnreachableStoreError(place.shown)
    return errors.StoreAnswerError(place.shown, errno.errorcode.get(number, "of an unknown kind"))
