"""What the pages are made of: safe text, marks of the verdicts, the page around a body.

Every verdict has a shape and a word besides its colour. The shapes are drawn once a page and used by name.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from recorder.wording import clean
from replay.report.shapes import SHAPES, SIDE
from replay.report.words import KIND_WORDS
from replay.verdict import VerdictKind

CLASSES: Final[Mapping[VerdictKind, str]] = {
    VerdictKind.SAME: "same",
    VerdictKind.SAME_AFTER_MOVING: "moved",
    VerdictKind.LATE: "late",
    VerdictKind.DIFFERENT: "different",
    VerdictKind.NOT_COMPARABLE: "hidden",
    VerdictKind.NOT_REACHED: "unreached",
}
"""What a verdict is called in the style sheet."""


def text(words: str) -> str:
    """Anybody's words as words: nothing of them is markup, a command, or a change of direction."""
    return escape(clean(words))


def shapes() -> str:
    """The marks' drawings, to stand once in a page that uses them."""
    drawn = "".join(
        f'<symbol id="mark-{CLASSES[kind]}" viewBox="0 0 {SIDE} {SIDE}">{shape}</symbol>'
        for kind, shape in SHAPES.items()
    )
    return f'<svg class="store" aria-hidden="true"><defs>{drawn}</defs></svg>'


def mark(kind: VerdictKind) -> str:
    """A verdict's shape; the word stands beside it or in what names it."""
    return f'<svg class="mark" aria-hidden="true"><use href="#mark-{CLASSES[kind]}"/></svg>'


def chip(kind: VerdictKind) -> str:
    """A verdict's shape and word."""
    return f'<span class="chip {CLASSES[kind]}">{mark(kind)}{KIND_WORDS[kind]}</span>'


def pairs(values: Iterable[tuple[str, str]], *, look: str) -> str:
    """Names and values."""
    cells = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in values)
    return f'<dl class="{look}">{cells}</dl>'


def page(*, title: str, body: str, style: str, script: str = "") -> str:
    """A page that holds all that it shows.

    It loads nothing and sends nothing; it runs the one script and wears the one style that are named here by
    their hashes, whatever else might have got into it.
    """
    runs = f"script-src {_hash(script)}; " if script else ""
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; {runs}"
    policy += "base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{body}\n{f'<script>{script}</script>' if script else ''}\n</body>\n</html>\n"
    )


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
