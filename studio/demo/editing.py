"""What the scripted person does with a recording afterwards: trim, redact, cut, bake; and what that proves.

All through the public command line. What is compared is what it exports: the session, which is the person's
and stays whole, and the episode, which is all that others would get.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from studio.demo.command_line import CommandLine, DemoFailedError
from studio.demo.exported import Exported
from studio.demo.eyes import Picture, can_read, changed_box, is_read, picture_of, read_all
from studio.demo.findings import EditedTask, EditMade, RedactedWord
from studio.demo.scenes import PRIVATE_LINE, TITLE_COMMAND, Scene, words_of
from studio.demo.shots import Pair, Shot

_MARGIN: Final = 6
_ENDS_NS: Final = 500 * NS_PER_MS
_SETTLED_NS: Final = 400 * NS_PER_MS
_SAVED_NS: Final = 700 * NS_PER_MS
_READ_OF_EPISODE: Final = 7


@dataclass(frozen=True, slots=True)
class Bench:
    """What lies on the table while a session is edited.

    Attributes:
        assent: The command line.
        session: The session's id.
        raw: The session as it was exported before.
        length_ns: How long it is.
        redacted: A text that others shall not get.
        folder: For what is written in clear.
    """

    assent: CommandLine
    session: str
    raw: Exported
    length_ns: int
    redacted: str
    folder: Path

    def frame(self, of: str, at_ns: int) -> bytes:
        """A picture of a session or an episode, as PNG."""
        out = self.folder / f"{of}-{at_ns}-edited.png"
        if not out.exists():
            self.assent.run("frame", of, "--at", seconds(at_ns), "--out", out)
        return out.read_bytes()

    def redact_text(self) -> None:
        """Take the text out wherever it was typed or titled."""
        file = self.folder / f"{self.session}-text"
        file.write_text(f"{self.redacted}\n", encoding="utf-8")
        self.assent.run("redact", self.session, "--text-file", file)


def edit_letter(bench: Bench) -> tuple[tuple[int, str], ...]:
    """Trim the ends, up to what was saved; redact a line that was typed; cover it in the picture.

    Returns:
        Moments worth to be compared, each with what there is to see.
    """
    run, session = bench.assent.run, bench.session
    line = bench.raw.typed(PRIVATE_LINE)
    until_ns = min(bench.raw.pressed("ctrl+s") + _SAVED_NS, bench.length_ns - _ENDS_NS)
    run("trim", session, "--from", seconds(_ENDS_NS), "--to", seconds(until_ns))
    bench.redact_text()
    # A person sees where the line stands; the script, by what is there now and was not before.
    seen_ns = line.next_ns - NS_PER_MS
    before = picture_of(bench.frame(session, line.first_ns - NS_PER_MS))
    box = changed_box(before, picture_of(bench.frame(session, seen_ns)), margin=_MARGIN)
    if box is None:
        raise DemoFailedError("A line that the person typed is not in the picture.")
    where = f"{box.x},{box.y},{box.width},{box.height}"
    run("redact", session, "--box", where, "--from", seconds(line.first_ns), "--keep-keys")
    return ((seen_ns, "A line that was typed: its keys are gone, and a box covers it"),)


def edit_terminal(bench: Bench) -> tuple[tuple[int, str], ...]:
    """Cut the range in which a title was typed; redact it, with the window for as long as it bears it."""
    typed = bench.raw.typed(TITLE_COMMAND)
    cut_ns = max(typed.next_ns, bench.raw.titled(bench.redacted)) + _SETTLED_NS
    times = ("--from", seconds(typed.first_ns - NS_PER_MS), "--to", seconds(cut_ns))
    bench.assent.run("trim", bench.session, "--cut", *times)
    bench.redact_text()
    # The cover reaches back and on to wherever the window may show the same.
    caption = "A window that bore a redacted title: title and picture are gone, what else was typed stays"
    return ((cut_ns + _SETTLED_NS, caption),)


EDITS: Final[Mapping[str, Callable[[Bench], tuple[tuple[int, str], ...]]]] = {
    "write-letter": edit_letter,
    "list-and-note": edit_terminal,
}
"""How each task is edited that is."""


def edited(bench: Bench, scene: Scene, title: str) -> EditedTask:
    """Edit a session, bake it, and compare what others would get with what the person keeps.

    Raises:
        DemoFailedError: A command failed, or nothing was there to edit.
    """
    moments = EDITS[scene.task_id](bench)
    assent, session = bench.assent, bench.session
    document = assent.read("edits", session)
    made = assent.read("bake", session)
    episode = str(made["episode"])
    cuts = [(row["start_ns"], row["end_ns"]) for row in document["edits"] if _is_cut(row)]
    folder = bench.folder / episode
    assent.run("export", episode, "--out", folder, "--yes")
    again = bench.folder / f"{session}-again"
    assent.run("export", session, "--out", again, "--yes")
    pairs = [
        Pair(
            Shot(at_ns, bench.frame(session, at_ns), "What you keep"),
            Shot(moved, bench.frame(episode, moved), "What others would get"),
            caption,
        )
        for at_ns, caption in moments
        for moved in (in_episode(at_ns, cuts),)
    ]
    return _compared(bench, scene, title, made, document, (Exported(folder), Exported(again)), tuple(pairs))


def _compared(
    bench: Bench,
    scene: Scene,
    title: str,
    made: Mapping[str, Any],
    document: Mapping[str, Any],
    exported: tuple[Exported, Exported],
    pairs: tuple[Pair, ...],
) -> EditedTask:
    episode, again = exported
    pictures = episode.pictures()
    session_text, episode_text = again.text(), episode.text()
    # One look where they stand is enough to know that they can be read at all.
    session_read = read_all(picture_of(pair.before.png) for pair in pairs)
    looked_at = [*some_of(pictures, _READ_OF_EPISODE), *(picture_of(pair.after.png) for pair in pairs)]
    episode_read = read_all(looked_at)
    gone = words_of((bench.redacted,))
    others = [word for word in sorted(words_of((*scene.typed, *scene.shown))) if word.isalpha()]
    others = [word for word in others if word.lower() not in bench.redacted.lower()]
    return EditedTask(
        title=title,
        session=bench.session,
        episode=str(made["episode"]),
        before_ns=bench.length_ns,
        after_ns=made["ended_ns"],
        edits=tuple(map(_edit, document["edits"])),
        pairs=pairs,
        redacted=tuple(
            RedactedWord(
                word,
                in_session=word in session_text,
                read_in_session=is_read(word, session_read),
                in_episode=word.lower() in episode_text.lower(),
                read_in_episode=is_read(word, episode_read),
            )
            for word in sorted(gone)
        ),
        others=sum(word in session_text for word in others),
        others_lost=tuple(word for word in others if word in session_text and word not in episode_text),
        others_read=sum(is_read(word, episode_read) for word in others),
        packets=made["packets"],
        frames=len(pictures),
        size=made["file_bytes"],
        read=len(looked_at) if can_read() else 0,
        is_session_whole=all(_same(bench.raw, again, name) for name in ("events.jsonl", "actions.jsonl")),
    )


def seconds(at_ns: int) -> str:
    """A time as the command line takes it."""
    return f"{max(0, at_ns) / NS_PER_SECOND:.3f}"


def _is_cut(row: Mapping[str, Any]) -> bool:
    return row["kind"] in {"cut", "trim_start", "trim_end"}


def _edit(row: Mapping[str, Any]) -> EditMade:
    return EditMade(
        str(row["kind"]),
        row["start_ns"],
        row["end_ns"],
        is_cut=_is_cut(row),
        takes_picture=bool(row["monitors"]),
        takes_keys=bool(row["key_ranges"]),
        takes_titles=bool(row["context_ranges"]),
    )


def in_episode(at_ns: int, cuts: Sequence[tuple[int, int]]) -> int:
    """When a moment of the session is in the episode."""
    return at_ns - sum(max(0, min(at_ns, end_ns) - start_ns) for start_ns, end_ns in cuts)


def some_of(pictures: Sequence[Picture], count: int) -> list[Picture]:
    """So many of them, evenly, the first and the last among them."""
    if len(pictures) <= count:
        return list(pictures)
    return [pictures[number * (len(pictures) - 1) // (count - 1)] for number in range(count)]


def _same(one: Exported, other: Exported, name: str) -> bool:
    return (one.folder / name).read_bytes() == (other.folder / name).read_bytes()
