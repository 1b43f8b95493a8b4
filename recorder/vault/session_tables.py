"""What both sides of a session file ask of it first."""

from pathlib import Path

from recorder.vault.cipher import format_of
from recorder.vault.engine import Database
from recorder.vault.errors import DamagedFileError, SessionNeverBegunError
from recorder.vault.migrations import SESSION_FORMAT
from recorder.vault.session_header import SessionHeader, header_from_json


def stored_header(database: Database, path: Path) -> SessionHeader:
    """The header in a session file.

    Raises:
        NewerFormatError: A later version wrote the file.
        SessionNeverBegunError: Nothing was ever written to the file.
        DamagedFileError: It is not a header.
    """
    if format_of(database, path, known=SESSION_FORMAT) == 0:
        raise SessionNeverBegunError(path)
    row = database.execute("SELECT body FROM header").fetchone()
    if row is None:
        raise SessionNeverBegunError(path)
    try:
        return header_from_json(row[0])
    except ValueError as error:
        raise DamagedFileError(path, "its header cannot be read") from error
