"""Collects every text that the app says and brings the translators' files up to date: ``make translations``.

The texts are those given to ``tr``, ``trn``, ``later`` and to the phrases of the rooms below, what errors say
to a person, and what the check of the machine finds. One that holds values is collected as a pattern, with
``{0}``, ``{1}`` in their places. The commands of the terminal speak English, and are left out. Texts that are
gone leave the files; new ones are empty until somebody translates them, and the tests fail until then.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assets" / "translations"
MARKS = {"tr": 1, "later": 1, "phrase": 1, "_item": 1, "trn": 2, "counted": 2}
"""What is called with texts, and with how many: of things that are counted, one and many."""
_PACKAGES = ("recorder", "replay", "studio")
_OF_THE_TERMINAL = {"commands", "demo"}
_SHARED = {Path("recorder/commands/errors.py")}
_LINE = 100
_ERROR_PARTS = {"happened", "kept", "mend"}
_FOUND_BY_CHECKS = {"Check"}
_FAILURES = {"BakeFailed"}


def template() -> Catalog:
    """Every text there is, in English."""
    found = Catalog(project="Assent", fuzzy=False)
    modules = {path: ast.parse(path.read_bytes()) for path in sources()}
    errors = {name for module in modules.values() for name in _errors_with_words(module)}
    for path, module in modules.items():
        place = str(path.relative_to(ROOT))
        for text in (*marked_texts(module), *_Told(module, errors).texts()):
            found.add(text, locations=[(place, 0)])
    return found


def sources() -> Iterator[Path]:
    """The modules whose texts the app may say."""
    for path in sorted(path for package in _PACKAGES for path in (ROOT / package).rglob("*.py")):
        place = path.relative_to(ROOT)
        if place in _SHARED or not _OF_THE_TERMINAL & set(place.parts):
            yield path


def marked_texts(module: ast.Module) -> Iterator[str | tuple[str, str]]:
    """The literals that are given to ``tr`` and its like."""
    for call in _calls(module):
        count = MARKS.get(_name(call), 0)
        match [each.value for each in call.args[:count] if isinstance(each, ast.Constant)]:
            case [str() as text] if count == 1:
                yield text
            case [str() as one, str() as many]:
                yield one, many


class _Told:
    """What errors and checks of a module say to a person, values replaced by their numbers.

    Args:
        module: The module.
        errors: The errors that say something of their own; what they are given is the reason in it.
    """

    def __init__(self, module: ast.Module, errors: set[str]) -> None:
        self._module = module
        self._errors = errors
        self._constants = {
            target.id: each.value
            for each in module.body
            if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None
            for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
            if isinstance(target, ast.Name)
        }
        self._functions = {each.name: each for each in module.body if isinstance(each, ast.FunctionDef)}

    def texts(self) -> Iterator[str]:
        for call in _calls(self._module):
            named = {word.arg: word.value for word in call.keywords if word.arg in _ERROR_PARTS}
            name = _name(call)
            if name in _FOUND_BY_CHECKS or name in _FAILURES:
                wanted = [*call.args, *named.values()]
            elif named and (name == "__init__" or name.endswith("Error")):
                wanted = [*call.args[-1:], *named.values()]
            elif name in self._errors:
                wanted = list(call.args)
            else:
                continue
            for value in wanted:
                yield from self._texts_of(value)

    def _texts_of(self, value: ast.expr) -> Iterator[str]:
        match value:
            case ast.Constant(value=str() as text) if text:
                yield text
            case ast.JoinedStr(values=parts):
                numbers = iter(range(len(parts)))
                yield "".join(_said(part, numbers) for part in parts)
                for part in parts:
                    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name | ast.IfExp):
                        yield from self._texts_of(part.value)
            case ast.IfExp(body=one, orelse=other):
                yield from self._texts_of(one)
                yield from self._texts_of(other)
            case ast.Name(id=name) if isinstance(self._constants.get(name), ast.Constant):
                yield from self._texts_of(self._constants[name])
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                for each in ast.walk(self._functions[name]):
                    if isinstance(each, ast.Return) and each.value is not None:
                        yield from self._texts_of(each.value)
            case _:
                return


def _errors_with_words(module: ast.Module) -> Iterator[str]:
    found: set[str] = set()
    for each in module.body:
        if isinstance(each, ast.ClassDef) and each.name.endswith("Error"):
            calls = [call for call in _calls(each) if _name(call) == "__init__"]
            has_words = any(word.arg in _ERROR_PARTS for call in calls for word in call.keywords)
            # A kind of another error that is made as that one is.
            if has_words or (not calls and any(ast.unparse(base) in found for base in each.bases)):
                found.add(each.name)
    yield from found


def _calls(within: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(within) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _said(part: ast.expr, numbers: Iterator[int]) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}"


def main() -> None:
    """Bring every language up to date and compile it."""
    texts = template()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/assent.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parents[1].name)
        catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
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
