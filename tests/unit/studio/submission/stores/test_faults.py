"""Which error an answer becomes: what to wait for, and what to mend."""

import errno
import os
from pathlib import Path

import pytest
from obstore.exceptions import BaseError, GenericError, PermissionDeniedError

from recorder.bundle.errors import MissingObjectError
from studio.submission import store_errors as errors
from studio.submission.store_places import FolderPlace, S3Place
from studio.submission.stores.faults import fault_of

PLACE = S3Place("studies", "a", "https://s3.example", None)
ANSWER = (
    "Error performing PUT https://s3.example/studies/a/x in 1ms - "
    "Server returned non-2xx status code: {status}: "
    '<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
)


def answered(status: int, code: str, message: str = "") -> BaseError:
    return GenericError(ANSWER.format(status=status, code=code, message=message))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, "InternalError", errors.BusyStoreError),
        (503, "SlowDown", errors.BusyStoreError),
        (502, "", errors.BusyStoreError),
        (429, "TooManyRequests", errors.BusyStoreError),
        (400, "RequestTimeout", errors.BusyStoreError),
        (403, "AccessDenied", errors.StoreRefusedError),
        (401, "", errors.StoreRefusedError),
        (403, "InvalidAccessKeyId", errors.WrongStoreKeyError),
        (403, "SignatureDoesNotMatch", errors.WrongStoreKeyError),
        (400, "ExpiredToken", errors.WrongStoreKeyError),
        (403, "RequestTimeTooSkewed", errors.WrongClockError),
        (404, "NoSuchBucket", errors.NoSuchBucketError),
        (404, "NoSuchKey", MissingObjectError),
        (301, "PermanentRedirect", errors.WrongRegionError),
        (400, "AuthorizationHeaderMalformed", errors.WrongRegionError),
        (400, "BadDigest", errors.NotVerifiedError),
        (400, "XAmzContentSHA256Mismatch", errors.NotVerifiedError),
        (507, "XMinioStorageFull", errors.StoreFullError),
        (403, "QuotaExceeded", errors.StoreFullError),
        (400, "InvalidRequest", errors.StoreAnswerError),
        (405, "", errors.StoreAnswerError),
    ],
)
def test_answers(status: int, code: str, kind: type[Exception]) -> None:
    assert type(fault_of(answered(status, code), PLACE)) is kind


def test_region_is_named_where_the_store_names_it() -> None:
    moved = answered(400, "AuthorizationHeaderMalformed", "the region 'x' is wrong; expecting 'eu-central-1'")
    fault = fault_of(moved, PLACE)
    assert isinstance(fault, errors.WrongRegionError)
    assert "region=eu-central-1" in fault.mend


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (
            'HTTP error: error sending request ... ConnectError("tcp connect error", Os { code: 111 })',
            "Unreachable",
        ),
        (
            "HTTP error: error sending request ... dns error: failed to lookup address information",
            "Unreachable",
        ),
        ("HTTP error: error decoding response body", "Unreachable"),
        (
            "... source: Custom { error: InvalidCertificate(UnknownIssuer) } invalid peer certificate",
            "Untrusted",
        ),
    ],
)
def test_no_answer(said: str, kind: str) -> None:
    assert type(fault_of(GenericError(said), PLACE)).__name__ == f"{kind}StoreError"


def test_answer_that_takes_too_long() -> None:
    assert isinstance(fault_of(TimeoutError(), PLACE), errors.UnreachableStoreError)


def test_what_an_answer_says_is_not_passed_on() -> None:
    told = answered(400, "Odd", "AKIASECRET \x1b[31m and a title")
    fault = fault_of(told, PLACE)
    assert isinstance(fault, errors.StoreAnswerError)
    assert "400 Odd" in str(fault)
    for hidden in ("AKIASECRET", "\x1b", "title", "https://s3.example/studies"):
        assert hidden not in str(fault)


def test_every_fault_of_a_store_says_what_to_do() -> None:
    kinds = [PermissionDeniedError("x"), answered(403, "AccessDenied"), answered(500, ""), TimeoutError()]
    for error in kinds:
        fault = fault_of(error, PLACE)
        assert isinstance(fault, errors.StoreError)
        assert fault.happened.endswith(".")
        assert fault.mend.endswith(".")
        assert isinstance(fault, errors.TryAgainLaterError | errors.MendFirstError)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, errors.StoreFullError),
        (errno.EDQUOT, errors.StoreFullError),
        (errno.EROFS, errors.ReadOnlyStoreError),
        (errno.EACCES, errors.ReadOnlyStoreError),
        (errno.ENOENT, MissingObjectError),
        (errno.EIO, errors.StoreAnswerError),
    ],
)
def test_folders(tmp_path: Path, number: int, kind: type[Exception]) -> None:
    place = FolderPlace(tmp_path)
    assert type(fault_of(OSError(number, os.strerror(number)), place)) is kind
    said = f"Generic LocalFileSystem error: Unable to write: {os.strerror(number)} (os error {number})"
    assert type(fault_of(GenericError(said), place)) is kind
    gone = FolderPlace(tmp_path / "gone")
    if kind is MissingObjectError:
        assert isinstance(fault_of(GenericError(said), gone), errors.StoreFolderMissingError)
