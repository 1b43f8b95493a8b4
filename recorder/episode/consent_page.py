"""The page that a person reads before they consent, for a terminal: 78 columns wide.

What the study's authors wrote stands behind a bar, so that no text of theirs can pass for a line of ours. The
words are those of ``consent_words``; here they are only laid out.
"""

import textwrap
from collections.abc import Iterator
from typing import Final, assert_never

from recorder.episode.consent_words import (
    Ours,
    Paragraph,
    Section,
    Theirs,
    Verbatim,
    WithdrawalWay,
    consent_sections,
)
from recorder.episode.phrase import english
from recorder.episode.study import Study

_WIDTH: Final = 78
_BAR: Final = "| "


def consent_text(study: Study) -> str:
    """The page, ending in a line break; no line is wider than 78 columns unless one word alone is."""
    parts = [
        _heading(f"{study.title} (version {study.version})"),
        "\nLines that begin with a bar (|) are the words of those who ask you.",
    ]
    for section in consent_sections(study, withdrawal=WithdrawalWay.COMMAND_LINE):
        parts += _section(section)
    return "\n".join(parts) + "\n"


def _heading(text: str) -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{'=' * max(map(len, wrapped.splitlines()))}"


def _section(section: Section) -> Iterator[str]:
    title = english(section.title)
    yield f"\n{title}\n{'-' * len(title)}"
    lead = ""
    for at, paragraph in enumerate(section.paragraphs):
        is_item = isinstance(paragraph, Ours) and paragraph.is_item
        is_part = not is_item and at > 0 and paragraph.is_part
        lead = lead if is_part else "  " if is_item else ""
        yield ("" if at == 0 or is_item or is_part else "\n") + _wrapped(_laid_out(paragraph, lead))


def _laid_out(paragraph: Paragraph, lead: str) -> str:
    match paragraph:
        case Ours(words, is_item=True):
            return f"* {english(words)}"
        case Ours(words):
            return lead + english(words)
        case Theirs(text):
            return "\n".join(f"{lead}{_BAR}{line.strip()}" for line in text.strip().splitlines())
        case Verbatim(text, is_part):
            indent = lead or ("    " if is_part else "")
            return "\n".join(indent + line for line in text.splitlines())
        case _:
            assert_never(paragraph)


def _wrapped(text: str) -> str:
    """Wrap each line by itself, keeping its lead: a bar, an item's star, or spaces."""
    return "\n".join(_wrapped_line(line) for line in text.splitlines())


def _wrapped_line(line: str) -> str:
    lead = line[: len(line) - len(line.lstrip(" |"))]
    rest = line[len(lead) :].strip()
    if not rest:
        return lead.rstrip()
    return textwrap.fill(
        rest,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=lead + ("  " if rest.startswith("* ") else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
