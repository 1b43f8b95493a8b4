"""The person's language: every text of the app goes through ``tr`` or ``trn``.

gettext rather than Qt's own translations, since the same texts are also said by rooms that know no Qt, and
since its plural rules cover every language. The texts in English are the keys. What is below the app says its
errors in English; they are keys like any other, and one that holds a value is looked up by its pattern.

Translators' files are ``assets/translations/<language>/LC_MESSAGES/assent.po``.
"""

import gettext
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale

FOLDER: Final = Path(__file__).parents[2] / "assets" / "translations"
DOMAIN: Final = "assent"

_chosen: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_patterns: tuple["_Pattern", ...] = ()
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
_VALUE: Final = re.compile(r"\{(\w+)\}")
_SIZE: Final = re.compile(r"\d+\.\d+(?= [kMGT]B)")
_QUOTED: Final = re.compile(r"“\{(\w+)\}”")
_LIST_MARKS: Final = (", ", " or ", "+")
_LEAST_LETTERS: Final = 12
"""Of a sentence with named values, without them: what says less may fit anything."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A text with values.

    Attributes:
        english: What it looks like in English.
        said: In the person's language.
        quoted: The values that stand in quotation marks: somebody's own words.
    """

    english: re.Pattern[str]
    said: str
    quoted: frozenset[str]


def languages() -> tuple[str, ...]:
    """The languages there are, English first, as BCP 47 tags."""
    found = sorted(path.parents[1].name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return ("en", *found)


def choose_language(tags: Sequence[str] | None = None) -> str:
    """Speak the first of these languages that there is; the system's, where ``None``.

    Returns:
        The tag of the language that is spoken now.
    """
    global _chosen, _language, _patterns  # noqa: PLW0603 - one language a process
    wanted = [tag.partition("-")[0] for tag in (tags if tags is not None else QLocale.system().uiLanguages())]
    known = languages()
    _language = next((tag for tag in wanted if tag in known), "en")
    _chosen = gettext.translation(DOMAIN, FOLDER, [_language], fallback=True)
    # The longest first: it says more, and what is short may fit anything.
    _patterns = tuple(sorted(_patterns_of(_chosen), key=lambda each: -len(each.english.pattern)))
    return _language


def spoken_language() -> str:
    """The tag of the language that is spoken now."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """A text in the person's language.

    Args:
        text: In English, a literal, so that it can be collected; ``{name}`` stands for a value.
        values: What to put in.
    """
    said = _chosen.gettext(text)
    return said.format(**values) if values else said


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """A text that depends on a number, which it may name as ``{count}``.

    Args:
        one: In English, for one; a literal.
        many: In English, for any other number; a literal.
        count: The number.
        values: What else to put in.
    """
    return _chosen.ngettext(one, many, count).format(count=count, **values)


def tr_said(text: str, /) -> str:
    """What another room said in English, such as an error, in the person's language as far as it is known.

    A text that holds values is known by its pattern. A value that is itself a text of the app, or a list of
    such, is said as well; what stands in quotation marks is somebody's own words, and stays as it is.
    """
    said = _known(text)
    if said != text:
        return said
    for pattern in _patterns:
        match = pattern.english.fullmatch(text)
        if match is not None:
            return _VALUE.sub(partial(_filled, pattern, match), pattern.said)
    return text


def one_of(texts: Sequence[str], /) -> str:
    """Several things of which one is meant: ``A or B``."""
    said = list(texts[:1])
    for each in texts[1:]:
        said = [tr("{one} or {other}", one=said[0], other=each)]
    return "".join(said)


def later(text: str, /) -> str:
    """Mark a literal that is said by ``tr`` later, so that it is collected; returns it as it is."""
    return text


def _known(text: str) -> str:
    # Of an empty text gettext says the translators' header.
    return _chosen.gettext(text) if text else text


def _filled(pattern: _Pattern, found: re.Match[str], place: re.Match[str]) -> str:
    """What stands in a place of a translation."""
    name = place[1]
    value = found[f"v{name}"]
    return value if name in pattern.quoted else _value(value)


def _value(text: str) -> str:
    said = tr_said(text)
    if said != text:
        return said
    for mark in _LIST_MARKS:
        parts = text.split(mark)
        known = [_known(part) for part in parts]
        if known != parts:
            return one_of(known) if mark.strip() == "or" else mark.join(known)
    return _SIZE.sub(lambda size: size[0].replace(".", QLocale().decimalPoint()), text)


def _patterns_of(translations: gettext.NullTranslations) -> Iterator[_Pattern]:
    known: dict[object, str] = vars(translations).get("_catalog", {})
    for text, said in known.items():
        if isinstance(text, str) and said and _is_pattern(text):
            pattern = re.compile(_PLACE.sub(r"(?P<v\1>.+?)", re.escape(text)), re.DOTALL)
            yield _Pattern(pattern, said, frozenset(_QUOTED.findall(text)))


def _is_pattern(text: str) -> bool:
    """Whether another room may say it with its values in their places: an error, a whole sentence."""
    names = _VALUE.findall(text)
    if not names or len(set(names)) < len(names):
        return False
    plain = _VALUE.sub("", text)
    return "0" in names or (text.endswith(".") and sum(map(str.isalpha, plain)) >= _LEAST_LETTERS)
