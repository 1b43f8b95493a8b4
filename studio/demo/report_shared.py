"""The report's part on what was shared: what lies in the store, who tried what with it, what a reader got."""

from collections.abc import Iterator
from html import escape
from typing import Final

from recorder.wording import count_text, size_text
from studio.demo.findings_shared import Sharing
from studio.demo.report_parts import figures, picture, table

_MOST_OBJECTS: Final = 12


def shared_section(sharing: Sharing) -> Iterator[str]:
    """All of it."""
    size = sum(size for _, size in sharing.objects)
    yield "<h2>What left, and who can open it</h2>"
    yield (
        "<p>The person approved each episode and submitted it to a store on a real S3 server, "
        f"{escape(sharing.server)}, with credentials that can write there and do nothing else. Each was "
        "sealed to the keys of those whom the study names. This is what the person was shown before they "
        "approved:</p>"
    )
    yield f"<pre>{escape(sharing.approved)}</pre>"
    yield figures(
        (
            ("episodes submitted", f"{len(sharing.shared):,}"),
            ("objects in the store", f"{len(sharing.objects):,}"),
            ("in all", size_text(size)),
            ("can open them", count_text(len(sharing.readers), "key")),
        )
    )
    yield "<h3>Who tried what</h3>"
    yield table(
        ("Who", "Tried to", "What came of it"),
        (
            (attempt.who, attempt.what, "it worked" if attempt.worked else f"refused: {attempt.said}")
            for attempt in sharing.attempts
        ),
        words=3,
    )
    for task in sharing.shared:
        same = "Every event, action and picture is the same" if task.is_same else "Something is not the same"
        yield f"<h3>{escape(task.title)}, as its reader has it</h3>"
        shots = picture(task.pair.before, f"{task.bundle}-sent") + picture(task.pair.after, task.bundle)
        yield f'<div class="shots">{shots}</div>'
        yield f"<p>{same} as in the episode that was approved.</p>"
    yield "<h3>What the store holds</h3>"
    shown = sharing.objects[:_MOST_OBJECTS]
    yield table(("Object", "Size"), ((name, size_text(held)) for name, held in shown))
    if len(sharing.objects) > len(shown):
        yield f"<p>And {count_text(len(sharing.objects) - len(shown), 'other object')} of the same kind.</p>"
