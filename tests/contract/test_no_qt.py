import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import recorder
import replay
from replay.displays.private import PrivateDesktop

QT = {"PyQt5", "PyQt6", "PySide2", "PySide6", "qtpy", "shiboken6"}
PACKAGES = (recorder, replay)

IMPORT_WITHOUT_QT = """
import importlib, json, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in QT:
            raise ImportError(f"{name} is kept out")

QT = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, NoQt())
for name in json.loads(sys.argv[2]):
    try:
        importlib.import_module(name)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
"""


def modules() -> list[str]:
    return [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


def sources() -> list[Path]:
    return [source for package in PACKAGES for source in sorted(Path(package.__path__[0]).rglob("*.py"))]


def test_every_module_below_the_studio_works_where_there_is_no_qt(desktop: PrivateDesktop) -> None:
    command = [sys.executable, "-c", IMPORT_WITHOUT_QT, json.dumps(sorted(QT)), json.dumps(modules())]
    answer = subprocess.run(command, env=desktop.environment(), check=True, capture_output=True, text=True)
    assert answer.stdout == ""


def test_the_check_sees_a_module_that_needs_qt(tmp_path: Path) -> None:
    (tmp_path / "needs_qt.py").write_text("import PySide6.QtCore\n")
    command = [sys.executable, "-c", IMPORT_WITHOUT_QT, json.dumps(sorted(QT)), '["needs_qt"]']
    answer = subprocess.run(
        command, env={"PYTHONPATH": str(tmp_path)}, check=True, capture_output=True, text=True
    )
    assert "PySide6" in answer.stdout


@pytest.mark.parametrize("source", sources(), ids=str)
def test_no_module_below_the_studio_imports_qt(source: Path) -> None:
    assert not imported_names(source.read_text()) & QT


def test_the_names_that_a_module_imports_are_seen() -> None:
    assert imported_names("import PySide6.QtCore\ndef f():\n    from qtpy import QtGui") == {
        "PySide6",
        "qtpy",
    }


def imported_names(code: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
