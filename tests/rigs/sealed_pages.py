"""Everything that an encrypted file's own key can still show: every page, used or free, and every old log.

SQLCipher 4 with a raw key: AES-256-CBC, pages of 4096 bytes, the last 80 of each its IV and its HMAC.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE: Final = 4096
_FRAME_HEADER: Final = 24
_LOG_HEADER: Final = 32
_SALT: Final = 16
_RESERVED: Final = 80
_IV: Final = 16


def clear_database(database: bytes, key: bytes) -> bytes:
    """All pages of a database file, whatever SQLite thinks of them."""
    starts = range(0, len(database) - _PAGE + 1, _PAGE)
    return b"\n".join(_clear(database[at : at + _PAGE], key, is_first=at == 0) for at in starts)


def clear_log(log: bytes, key: bytes) -> bytes:
    """Every frame that ever lay where a log's blocks are, valid or not; each also as if it were page 1."""
    starts = range(_LOG_HEADER + _FRAME_HEADER, len(log) - _PAGE + 1, _PAGE + _FRAME_HEADER)
    pages = [log[at : at + _PAGE] for at in starts]
    return b"\n".join(_clear(page, key, is_first=first) for page in pages for first in (False, True))


def _clear(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    body = page[_SALT:] if is_first else page
    at = len(body) - _RESERVED
    decryptor = Cipher(algorithms.AES(key), modes.CBC(body[at : at + _IV])).decryptor()
    return decryptor.update(body[:at]) + decryptor.finalize()
