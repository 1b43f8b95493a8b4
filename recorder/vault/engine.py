"""SQLCipher as the one SQLite of this package, with sqlite-utils on top of it.

sqlite-utils takes the module ``pysqlite3`` where there is one, and the standard library's ``sqlite3`` else.
With the latter it would catch and raise the wrong classes of error. So SQLCipher's module is put in that
place before sqlite-utils is first imported, and nothing else in the product imports sqlite-utils.
"""

import sys
from typing import Any, Final, cast

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database, Migrations  # noqa: E402 - must come after the two lines above
from sqlite_utils import utils as _utils  # noqa: E402 - as above

if cast("Any", _utils).sqlite3 is not sqlcipher3:
    raise ImportError("sqlite-utils was imported before recorder.vault.engine, with another SQLite")

ENGINE: Final[Any] = dbapi2
EngineError: Final[type[Exception]] = dbapi2.Error
DatabaseError: Final[type[Exception]] = dbapi2.DatabaseError

__all__ = ["ENGINE", "Database", "DatabaseError", "EngineError", "Migrations"]
