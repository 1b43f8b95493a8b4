"""Collects every text that the app says and brings the translators' files up to date: ``make translations``.

The texts are those given to ``tr``, ``trn`` and ``later``, and what errors say to a person: the literals that
a ``UserFacingError`` is made of, wherever in the house. One that holds values is collected as a pattern, with
``{0}``, ``{1}`` in their places. Texts that are gone leave the files; new ones are empty until somebody
translates them, and the tests fail until then.
"""

import ast
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assets" / "translations"
_KEYWORDS = {"tr": None, "trn": (1, 2), "later": None, "phrase": None, "counted": (1, 2), "_item": None}
_PACKAGES = ("recorder", "replay", "studio")
_LINE = 100
_ERROR_PARTS = ("happened", "kept", "mend")


def template() -> Catalog:
    """Every text there is, in English."""
    found = Catalog(project="Assent", fuzzy=False)
    for path in sorted(path for package in _PACKAGES for path in (ROOT / package).rglob("*.py")):
        source = path.read_bytes()
        place = str(path.relative_to(ROOT))
        for _, message, _, _ in extract("python", io.BytesIO(source), keywords=_KEYWORDS):
            found.add(message, locations=[(place, 0)])
        for text in error_texts(source):
            found.add(text, locations=[(place, 0)])
    return found


def error_texts(source: bytes) -> Iterator[str]:
    """What the errors of a module say to a person, values replaced by their numbers in curly brackets."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any("Error" in ast.unparse(base) for base in node.bases):
            yield from _texts_of_calls(node, lambda call: ast.unparse(call.func).endswith("__init__"))
        if isinstance(node, ast.Raise):
            yield from _texts_of_calls(node, lambda call: ast.unparse(call.func).endswith("Error"))


def _texts_of_calls(within: ast.AST, is_wanted: Callable[[ast.Call], bool]) -> Iterator[str]:
    for call in (node for node in ast.walk(within) if isinstance(node, ast.Call)):
        named = {word.arg: word.value for word in call.keywords if word.arg in _ERROR_PARTS}
        if not is_wanted(call) or not named:
            continue
        for value in (*call.args[-1:], *named.values()):
            yield from _texts_of(value)


def _texts_of(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str() as text) if text:
            yield text
        case ast.JoinedStr(values=parts):
            numbers = iter(range(len(parts)))
            yield "".join(_said(part, numbers) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from _texts_of(one)
            yield from _texts_of(other)
        case _:
            return


def _said(part: ast.expr, numbers: Iterator[int]) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}"


def main() -> None:
    """Bring every language up to date and compile it."""
    texts = template()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/assent.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parents[1].name)
        catalog.header_comment = f"# Assent in the language {path.parents[1].name}."
        catalog.update(texts, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=_LINE, no_location=True, sort_output=True)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = sum(1 for message in catalog if message.id and not _is_translated(message.string))
        sys.stdout.write(f"{path.parents[1].name}: {len(catalog)} texts, {missing} not translated\n")


def compiled(catalog: Catalog) -> bytes:
    """The catalog as gettext reads it."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def _is_translated(said: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(said) if isinstance(said, str | None) else all(said)


if __name__ == "__main__":
    main()
