"""The demo's report: one page that holds all it shows, pictures included, and asks nothing of a network.

It is in clear by purpose, and says so: it shows invented words that a script typed on a private desktop.
"""

from collections.abc import Iterable, Iterator
from html import escape

from recorder.episode.time import NS_PER_SECOND, format_time
from recorder.wording import count_text, size_text
from studio.demo.findings import Demonstration, Place, RecordedTask, Step
from studio.demo.findings_replayed import PASSED
from studio.demo.report_edited import edited_section
from studio.demo.report_parts import figures, picture, table
from studio.demo.report_replayed import replayed_section
from studio.demo.report_shared import shared_section
from studio.demo.report_style import STYLE
from studio.demo.search import Hit


def render(shown: Demonstration) -> str:
    """The page, as HTML in UTF-8."""
    body = "\n".join(
        (
            *_opening(shown),
            *(part for task in shown.tasks for part in _task(task)),
            *(part for task in shown.edited for part in edited_section(task)),
            *shared_section(shown.sharing),
            *replayed_section(shown.replaying),
            *_search(shown),
            *_closing(shown),
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Whatever a title or a caption holds, the page runs nothing and loads nothing.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        f"<title>Assent: what a recording keeps</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def times_text(shown: Demonstration) -> str:
    """How long the demo took, and each part of it."""
    parts = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in shown.parts)
    return f"{sum(seconds for _, seconds in shown.parts):.0f} s: {parts}"


def _opening(shown: Demonstration) -> Iterator[str]:
    yield "<h1>What a recording keeps, and what it does not</h1>"
    yield (
        f"<p>A scripted person joined the study “{escape(shown.study)}”, consented, and did its "
        f"{count_text(len(shown.tasks), 'task')} in real programs on a private desktop. Assent recorded them "
        f"into its encrypted vault. {len(shown.edited):,} of the recordings were then edited and baked into "
        "episodes, which are all that others would get. This page shows what was in the vault in the end, "
        "and what a search of every file found.</p>"
    )
    if shown.failures:
        listed = "".join(f"<p>{escape(failure)}</p>" for failure in shown.failures)
        yield f'<div class="verdict broken"><p><strong>Something is wrong.</strong></p>{listed}</div>'
    else:
        files = sum(place.findings.files for place in shown.places)
        size = sum(place.findings.size for place in shown.places)
        yield (
            '<div class="verdict kept"><p><strong>No captured word stands in any file in clear.</strong></p>'
            f"<p>{count_text(len(shown.words), 'word')} and lines, plain, in hexadecimal and in base64, were "
            f"searched for in {count_text(files, 'file')} with {size_text(size)}.</p>"
            f"{_of_episodes(shown)}{_of_replays(shown)}</div>"
        )
    yield (
        '<div class="clear-text"><p>This report itself is in clear, on purpose, and so are those of the '
        "replays beside it: their pictures and words left the vault to be shown here. All of them are "
        "invented. Delete the folder when you have read it.</p>"
        "</div>"
    )


def _of_episodes(shown: Demonstration) -> str:
    if not shown.edited:
        return ""
    count = sum(len(task.redacted) for task in shown.edited)
    where = "event, title or picture" if all(task.read for task in shown.edited) else "event or title"
    return (
        "<p><strong>What was redacted is gone from what others would get.</strong></p>"
        f"<p>{count_text(count, 'word')} and lines are in no {where} of "
        f"{count_text(len(shown.edited), 'episode')}; the recordings still hold them.</p>"
    )


def _of_replays(shown: Demonstration) -> str:
    changed, due = shown.replaying.changed, shown.replaying.due
    passed = [task for task in shown.replaying.unchanged if task.outcome == PASSED]
    titles = ", ".join(f"“{task.title}”" for task in passed)
    return (
        "<p><strong>It replays, and a change is found where it is.</strong></p>"
        f"<p>{escape(titles)} did the same again on a fresh desktop. With a changed "
        f"{escape(', '.join(changed.programs))} it went another way at step {due.number:,}, as it had to.</p>"
    )


def _task(task: RecordedTask) -> Iterator[str]:
    yield f"<h2>{escape(task.title)}</h2>"
    yield f"<p>{escape(task.hides)}</p>"
    yield figures(
        (
            ("length", format_time(task.length_ns)),
            ("actions", f"{len(task.steps):,}"),
            ("events", f"{task.events:,}"),
            ("pictures", f"{task.pictures:,}"),
            ("encrypted", size_text(task.size)),
            ("to stop", f"{task.stop_ns / NS_PER_SECOND:.2f} s"),
        )
    )
    session = escape(task.session)
    yield f'<div class="shots">{"".join(picture(shot, task.session) for shot in task.shots)}</div>'
    yield "<h3>What was kept and what was left out</h3>"
    yield table(
        ("", "Words", "In the session"),
        (
            ("Typed where it may be known", f"{task.words_typed}", f"{task.words_kept}"),
            ("Typed or shown where it may not", f"{task.secrets}", f"{task.secrets_kept}"),
        ),
    )
    yield (
        f"<details><summary>{count_text(len(task.steps), 'action')}, without what was typed</summary>"
        f"{_steps(task.steps)}</details>"
    )
    yield f'<p class="quiet">Session <span class="session">{session}</span></p>'


def _search(shown: Demonstration) -> Iterator[str]:
    yield "<h2>The search</h2>"
    yield (
        "<p>Every file was read to its end for every word and line that was typed or shown: in UTF-8 and "
        "UTF-16, in upper and lower case, in hexadecimal, and in base64 wherever a word can begin in it. The "
        "passphrase and the recovery code of the vault were searched for as well.</p>"
    )
    yield table(
        ("Searched", "Files", "Read", "Found"),
        (
            (
                f"{place.name}: {place.holds}",
                f"{place.findings.files:,}",
                size_text(place.findings.size),
                _hits(place),
            )
            for place in shown.places
        ),
    )
    hits = [(str(hit.path), hit.word, f"{hit.spelling}, {hit.wrapping}") for hit in _all_hits(shown.places)]
    if hits:
        yield "<h3>What was found</h3>"
        yield table(("File", "Word", "Written as"), hits)
    control = shown.control
    yield (
        f"<p>To see that the search can find at all, each word was then written in clear in each form: "
        f"{control.found:,} of {control.planted:,} were found.</p>"
    )
    if shown.left_out:
        yield (
            "<p>Not searched, since the applications themselves wrote them, as they were asked to: "
            f"{', '.join(f'<code>{escape(name)}</code>' for name in shown.left_out)} in the home of the "
            "private desktop.</p>"
        )
    words = "".join(f"<li>{escape(word)}</li>" for word in shown.words)
    summary = f"{count_text(len(shown.words), 'word')} and lines"
    yield f'<details><summary>{summary}</summary><ul class="words">{words}</ul></details>'


def _closing(shown: Demonstration) -> Iterator[str]:
    yield "<h2>What this does not show</h2>"
    yield (
        "<p>A search of files says nothing of memory, of swap, or of what another program of the same "
        "person could read. It was made on X11 on Linux; Windows, macOS and Wayland are not verified. The "
        "tests under <code>tests/promises</code> attack each promise harder than this page does.</p>"
    )
    yield f"<footer>Made by <code>assent demo</code> in {times_text(shown)}.</footer>"


def _steps(steps: Iterable[Step]) -> str:
    return f'<div class="scroll"><table><tbody>{"".join(map(_step, steps))}</tbody></table></div>'


def _step(step: Step) -> str:
    look, words = "", escape(step.words)
    if step.is_hidden:
        look = ' class="hidden"'
        words = f"<span>{words}, for {step.duration_ns / NS_PER_SECOND:.1f} s</span>"
    when = f'<td class="when"><time>{format_time(step.at_ns)}</time></td>'
    return f"<tr{look}>{when}<td>{words}</td></tr>"


def _all_hits(places: Iterable[Place]) -> Iterator[Hit]:
    for place in places:
        yield from place.findings.hits


def _hits(place: Place) -> str:
    return f"{len(place.findings.hits):,}" if place.findings.hits else "nothing"
