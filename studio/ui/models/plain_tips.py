"""Tooltips that show what was captured, or what a stranger wrote, as the letters that it is.

Qt takes a tooltip for markup as soon as it looks like some, with links, and with pictures that it loads from
the disk; and unlike a label's, its format cannot be set.
"""

from html import escape

from recorder.wording import clean


def plain_tip(text: str) -> str:
    """A tooltip that shows exactly this, on as many lines as it needs."""
    return f"<span>{escape(clean(text, breaks=True))}</span>".replace("\n", "<br>")
