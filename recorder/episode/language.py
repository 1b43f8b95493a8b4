"""The language that programs speak: what of it an episode says, and how another program is told it. Pure.

A program finds the language of its texts in the environment, as gettext does: ``LANGUAGE`` is a list of
wishes, which counts only where the locale is another than the plain ``C``. What is kept is the first wish
alone, and nothing else of a person's settings.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

LANGUAGE: Final = r"[a-z]{2,3}(_[A-Z]{2})?(@[a-z]{1,16})?"
"""Such as ``de``, ``pt_BR`` or ``sr_RS@latin``; a pattern."""

_OF_TEXTS: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_PLAIN: Final = frozenset({"", "C", "POSIX"})


def language_of(environment: Mapping[str, str]) -> str:
    """The language of programs that are given this environment; empty for the one they are written in."""
    locale = next((environment[name] for name in _OF_TEXTS if environment.get(name)), "")
    if locale in _PLAIN:
        return ""
    wish = environment.get("LANGUAGE", "").split(":")[0]
    for name in (wish, locale):
        plain = re.sub(r"\.[A-Za-z0-9-]+", "", name)
        if re.fullmatch(LANGUAGE, plain):
            return plain
    return ""


def language_settings(language: str, locales: Collection[str]) -> dict[str, str]:
    """What is put into an environment without any, so that programs speak a language.

    Args:
        language: As ``language_of`` gives it.
        locales: The names of those that are installed. Without that of the language, numbers and days are
            written in the plain way; texts are in the language all the same, where a program has them.

    Raises:
        ValueError: That is no language.
    """
    if not language:
        return {"LANG": "C.UTF-8"}
    if not re.fullmatch(LANGUAGE, language):
        raise ValueError("this is no language's name")
    base, at, variant = language.partition("@")
    is_here = f"{base}.utf8{at}{variant}" in locales
    return {"LANG": f"{base}.UTF-8{at}{variant}" if is_here else "C.UTF-8", "LANGUAGE": language}
