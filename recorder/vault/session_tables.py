"""What both sides of a session file ask of it first."""

from pathlib import Path

from recorder.vault.engine import Database
from recorder.vault.errors import DamagedFileError, SessionNeverBegunError
from recorder.vault.session_header import SessionHeader, header_from_json


def stored_header(database: Database, path: Path) -> SessionHeader:
    """The header in a session file.

    Raises:
        SessionNeverBegunError: Nothing was ever written to the file.
        DamagedFileError: It is not a header.
    """
    if database.execute("PRAGMA user_version").fetchone()[0] == 0:
        raise SessionNeverBegunError(path)
    row = database.execute("SELECT body FROM header").fetchone()
    if row is None:
        raise SessionNeverBegunError(path)
    try:
        return header_from_json(row[0])
    except ValueError as error:
        raise DamagedFileError(path, "its header cannot be read") from error
