"""One session's encrypted file, from both sides."""

from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter

__all__ = ["SessionReader", "SessionWriter"]
