"""What is said of a recording: on the page, the bar and the tray, in the person's language."""

from typing import assert_never

from PySide6.QtCore import QLocale

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_SECOND
from recorder.recording.ending import ENDING_WORDS
from studio.recording.problems import DiskLow, FrontHidden, PicturesDropped, Problem, Warned
from studio.recording.situation import Figures, Outcome, Pause, Situation, Stage
from studio.ui.models.hotkey_text import shown_chord
from studio.ui.models.time_words import size_words
from studio.ui.words import tr, tr_said, trn

_SECONDS_A_MINUTE = 60


def clock_text(duration_ns: int) -> str:
    """How long it has been recording: ``05:31``, from an hour on ``1:05:31``."""
    minutes, seconds = divmod(duration_ns // NS_PER_SECOND, _SECONDS_A_MINUTE)
    hours, minutes = divmod(minutes, _SECONDS_A_MINUTE)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def length_words(duration_ns: int) -> str:
    """A length as a person says it."""
    minutes, seconds = divmod(round(duration_ns / NS_PER_SECOND), _SECONDS_A_MINUTE)
    if minutes:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)
    return tr("{seconds} s", seconds=seconds)


def pictures_words(count: int) -> str:
    """So many pictures."""
    return trn("{count} picture", "{number} pictures", count, number=QLocale().toString(count))


def state_words(situation: Situation) -> str:  # noqa: PLR0911 - one a stage
    """Where it stands, in one or two words and a time."""
    match situation.stage:
        case Stage.READY:
            return tr("Not recording")
        case Stage.STARTING:
            return tr("Opening the task")
        case Stage.COUNTDOWN:
            return tr("Recording begins in {seconds}", seconds=situation.seconds_left)
        case Stage.BEGINNING:
            return tr("Getting ready to record")
        case Stage.RECORDING:
            return tr("Recording")
        case Stage.PAUSED:
            return _pause_words(situation.pause)
        case Stage.ENDING:
            return tr("Closing the recording")
        case Stage.OVER:
            return tr("The recording is over")
        case _:
            assert_never(situation.stage)


def pause_note(pause: Pause | None) -> str:
    """Why it is paused, and that nothing is recorded; empty where the person just paused."""
    if pause is None:
        return ""
    if pause.is_off_the_record:
        return tr("The last 2 minutes were wiped. Nothing is recorded until you go on.")
    if pause.kind is MarkKind.SCREEN_LOCKED:
        return tr("The screen was locked. Nothing is recorded until you go on.")
    if pause.kind is MarkKind.SUSPENDED:
        return tr("The computer slept. Nothing is recorded until you go on.")
    return ""


def problem_words(problem: Problem) -> str:
    """What the person should know."""
    match problem:
        case DiskLow(left_ns=left_ns):
            minutes = left_ns // (_SECONDS_A_MINUTE * NS_PER_SECOND)
            if minutes < 1:
                return tr("The disk is nearly full: there is room for less than a minute. Free some space.")
            return trn(
                "The disk is nearly full: there is room for about {count} minute. Free some space.",
                "The disk is nearly full: there is room for about {count} minutes. Free some space.",
                minutes,
            )
        case PicturesDropped(count=count):
            return trn(
                "The disk is slow: {count} picture was left out. Every key and click is kept.",
                "The disk is slow: {count} pictures were left out. Every key and click is kept.",
                count,
            )
        case FrontHidden():
            return tr("The window in front is not part of this study: nothing of it is kept.")
        case Warned(text=text):
            return tr_said(text)
        case _:
            assert_never(problem)


def destroyed_words(figures: Figures) -> str:
    """What is destroyed if the answer is yes."""
    return tr(
        "Destroy this recording? {length} and {pictures} will be gone, and nothing can bring them back.",
        length=length_words(figures.recorded_ns),
        pictures=pictures_words(figures.pictures),
    )


def outcome_title(outcome: Outcome) -> str:
    """What came of it, as a heading."""
    if outcome.reason is EndReason.DESTROYED:
        return tr("Destroyed")
    if outcome.summary is None and outcome.is_filed:
        return tr("Nothing was kept")
    return tr("Recorded")


def outcome_words(outcome: Outcome, figures: Figures) -> str:
    """Why it ended, how much there is, and where it is now; pauses are no part of its length."""
    parts = []
    if outcome.reason is not None and outcome.reason is not EndReason.STOPPED:
        parts.append(tr_said(ENDING_WORDS[outcome.reason]))
    if outcome.error is not None:
        parts += [tr_said(part) for part in (outcome.error.happened, outcome.error.kept) if part]
    summary = outcome.summary
    if summary is not None:
        amounts = [
            length_words(figures.recorded_ns),
            *([pictures_words(summary.packets)] if summary.packets else []),
            size_words(summary.file_bytes),
        ]
        parts.append(
            tr("{amounts}, encrypted on this computer. Nobody else has it.", amounts=", ".join(amounts))
        )
    if outcome.pictures_dropped and summary is not None:
        parts.append(problem_words(PicturesDropped(outcome.pictures_dropped)))
    if not outcome.is_filed:
        parts.append(tr("It appears in your library when you next unlock it."))
    return " ".join(parts)


def stream_name(stream: Stream) -> str:
    """A stream, as people say it."""
    match stream:
        case Stream.SCREEN:
            return tr("Screen")
        case Stream.POINTER:
            return tr("Pointer")
        case Stream.KEYBOARD:
            return tr("Keyboard")
        case Stream.CONTEXT:
            return tr("Window names")
        case _:
            assert_never(stream)


def chord_words(text: str) -> str:
    """A hotkey as it stands on the keys: ``Ctrl+Shift+F9``."""
    return shown_chord(text)


def _pause_words(pause: Pause | None) -> str:
    if pause is None:
        return tr("Paused")
    since = f"{pause.since:%H:%M}"
    if pause.is_off_the_record:
        return tr("Off the record since {time}", time=since)
    return tr("Paused since {time}", time=since)
