from pathlib import Path

import pytest

from recorder.vault.cipher import Access, format_of, open_encrypted, settled_format
from recorder.vault.engine import Migrations
from recorder.vault.errors import NewerFormatError
from recorder.vault.migrations import (
    CATALOG_FORMAT,
    SESSION_FORMAT,
    catalog_migrations,
    session_migrations,
)

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("migrations", "known"), [(catalog_migrations, CATALOG_FORMAT), (session_migrations, SESSION_FORMAT)]
)
def test_the_last_step_leads_to_the_known_format_and_steps_run_once(
    tmp_path: Path, migrations: Migrations, known: int
) -> None:
    path = tmp_path / "a.db"
    database = open_encrypted(path, KEY, access=Access.CREATE)
    assert format_of(database, path, known=known) == 0
    migrations.apply(database)
    migrations.apply(database)
    assert format_of(database, path, known=known) == known
    assert len(migrations.applied(database)) == known
    with pytest.raises(NewerFormatError):
        format_of(database, path, known=known - 1)
    database.close()
    assert settled_format(path, KEY, known=known) == known


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    steps = Migrations("broken")

    @steps()
    def first(db: object) -> None:
        database.execute("CREATE TABLE half (a)")
        database.execute("PRAGMA user_version = 1")
        raise RuntimeError("no further")

    database = open_encrypted(tmp_path / "a.db", KEY, access=Access.CREATE)
    with pytest.raises(RuntimeError, match="no further"):
        steps.apply(database)
    assert database.execute("PRAGMA user_version").fetchone()[0] == 0
    assert "half" not in database.table_names()
    database.close()
