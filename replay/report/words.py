"""What is said of a run and its steps; every text safe to show, none of it captured.

A report says it in English, the app in the person's language: both ask here, each with a voice of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from recorder.episode.phrase import Phrase, english, later, phrase
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, format_time
from recorder.wording import clean, count_text
from replay.report.record import Ending, GateOutcome, RunRecord, Sentence, Source, StepRecord
from replay.verdict import RegionKind, VerdictKind

_SMALL_NS: Final = 100 * NS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Voice:
    """How things are said.

    Attributes:
        said: A text of ours, safe to show.
        span: A length of time, in nanoseconds.
        number: A number with so many places after the point.
    """

    said: Callable[[Phrase], str]
    span: Callable[[int], str]
    number: Callable[[float, int], str]


def span_words(duration_ns: int) -> str:
    """A length of time: ``11 ms``, ``2.4 s``, ``02:05.000``."""
    if duration_ns < NS_PER_SECOND:
        return f"{duration_ns / NS_PER_MS:.0f} ms" if duration_ns >= NS_PER_MS else "under 1 ms"
    return f"{duration_ns / NS_PER_SECOND:.1f} s" if duration_ns < _SMALL_NS else format_time(duration_ns)


ENGLISH: Final = Voice(
    said=lambda said: clean(english(said)),
    span=span_words,
    number=lambda value, digits: f"{value:,.{digits}f}",
)
KIND_WORDS: Final[Mapping[VerdictKind, str]] = {
    VerdictKind.SAME: later("Same"),
    VerdictKind.SAME_AFTER_MOVING: later("Same after moving"),
    VerdictKind.LATE: later("Late"),
    VerdictKind.DIFFERENT: later("Different"),
    VerdictKind.NOT_COMPARABLE: later("Not comparable"),
    VerdictKind.NOT_REACHED: later("Not reached"),
}
REGION_WORDS: Final[Mapping[RegionKind, str]] = {
    RegionKind.CHANGED: later("Differs"),
    RegionKind.NOT_COMPARABLE: later("Redacted, not comparable"),
    RegionKind.VOLATILE: later("Never stays the same, not compared"),
}
_FINISHED: Final[Mapping[VerdictKind, tuple[str, str]]] = {
    VerdictKind.SAME: (later("It did the same"), ""),
    VerdictKind.SAME_AFTER_MOVING: (later("It did the same, in another place"), ""),
    VerdictKind.LATE: (later("It did the same, more slowly"), ""),
    VerdictKind.DIFFERENT: (later("It went another way"), later("It went another way at step {step}")),
    VerdictKind.NOT_COMPARABLE: (later("It was done again, but cannot be compared"), ""),
    VerdictKind.NOT_REACHED: (
        later("It did not get to its end"),
        later("It did not get to its end: it ended before step {step}"),
    ),
}
_ENDED: Final[Mapping[Ending, tuple[str, str]]] = {
    Ending.STOPPED: (
        later("It stopped rather than act in the wrong place"),
        later("It stopped before step {step} rather than act in the wrong place"),
    ),
    Ending.ABORTED: (later("It was ended by hand"), later("It was ended by hand before step {step}")),
    Ending.REFUSED: (later("It was refused, and nothing was done"), ""),
    Ending.TOO_LONG: (
        later("It took too long, and was ended"),
        later("It took too long, and was ended before step {step}"),
    ),
    Ending.BROKE: (
        later("Something broke, and it ended"),
        later("Something broke, and it ended before step {step}"),
    ),
}
_SOURCES: Final[Mapping[Source, str]] = {
    Source.EPISODE: "Episode",
    Source.RECEIVED: "Received episode",
    Source.RECORDING: "Recording",
}
_FEW: Final = 5


def headline(record: RunRecord, voice: Voice = ENGLISH) -> str:
    """What became of the run, without a full stop: ``It went another way at step 4``."""
    kind = record.verdict.kind
    if record.ending is not Ending.FINISHED:
        (plain, placed), step = _ENDED[record.ending], _step_not_done(record)
    else:
        plain, placed = _FINISHED[kind]
        step = next((step for step in record.steps if step.verdict.kind is kind), None)
    if step is None or not placed:
        return voice.said(phrase(plain))
    return voice.said(phrase(placed, step=voice.number(step.number, 0)))


def reasons(record: RunRecord, voice: Voice = ENGLISH) -> list[str]:
    """Why, each a sentence: how it ended first, then what was found; nothing twice."""
    told = (*record.ending_reasons, *record.verdict.reasons)
    said_once = dict.fromkeys(said(each, voice) for each in told)
    return [each for each in said_once if each != f"{headline(record, voice)}."]


def said(sentence: Sentence, voice: Voice = ENGLISH) -> str:
    """A sentence, safe to show."""
    return voice.said(sentence.phrase)


def source_words(source: Source) -> str:
    """What was replayed, as the start of a line."""
    return _SOURCES[source]


def tallies(record: RunRecord) -> list[tuple[VerdictKind, int]]:
    """How many steps came to what, in the order of the words; only what there is."""
    counts = Counter(step.verdict.kind for step in record.steps)
    return [(kind, counts[kind]) for kind in VerdictKind if counts[kind]]


def speed_words(speed: float | None) -> str:
    """How fast, such as ``at 2x speed``."""
    return "as fast as the screen allows" if speed is None else f"at {speed:g}x speed"


def programs_words(record: RunRecord) -> str:
    """Which programs the task found before the system's own: ``with other programs first: mousepad``."""
    names = [clean(name) for name in record.programs]
    if not names:
        return ""
    more = f" and {count_text(len(names) - _FEW, 'other')}" if len(names) > _FEW else ""
    return f"with other programs first: {', '.join(names[:_FEW])}{more}"


def confidence_words(confidence: float, voice: Voice = ENGLISH) -> str:
    """How sure, in whole percent; never 100 % for less than certain."""
    return voice.said(phrase("{percent} % sure", percent=int(confidence * 100)))


def similarity_words(similarity: float, voice: Voice = ENGLISH) -> str:
    """How much alike, in tenths of a percent; never 100 % for less than the same."""
    return voice.said(phrase("{percent} %", percent=voice.number(int(similarity * 1000) / 10, 1)))


def lateness_words(lateness_ns: int, voice: Voice = ENGLISH) -> str:
    """How far from its time: ``11 ms late``, ``2 ms early``, ``on time``."""
    if abs(lateness_ns) < NS_PER_MS:
        return voice.said(phrase("on time"))
    span = voice.span(abs(lateness_ns))
    return voice.said(
        phrase("{span} late", span=span) if lateness_ns > 0 else phrase("{span} early", span=span)
    )


def facts(step: StepRecord, voice: Voice = ENGLISH) -> list[tuple[str, str]]:
    """What is known of a step's time and place, as names and values."""
    known = [(phrase("In the recording"), format_time(step.recorded_ns))]
    if step.planned_ns is not None:
        known.append((phrase("Due"), format_time(step.planned_ns)))
    known.append((phrase("Began"), _began(step, voice)))
    if step.began_ns is not None and step.done_ns is not None:
        known.append((phrase("Took"), voice.span(max(0, step.done_ns - step.began_ns))))
    known.append((phrase("The screen"), gate_words(step, voice)))
    if step.target is not None:
        known.append((phrase("Place"), _place(step, voice)))
    for name, moment in ((phrase("Alike before"), step.before), (phrase("Alike after"), step.after)):
        if moment is not None and moment.similarity is not None:
            known.append((name, similarity_words(moment.similarity, voice)))
    return [(voice.said(name), value) for name, value in known]


def gate_words(step: StepRecord, voice: Voice = ENGLISH) -> str:
    """What became of the wait for the screen."""
    waited = voice.span(step.waited_ns)
    is_at_once = step.waited_ns < NS_PER_MS
    match step.gate:
        case GateOutcome.NOT_ASKED:
            told = phrase("was not waited for")
        case GateOutcome.READY if is_at_once:
            told = phrase("was as expected, at once")
        case GateOutcome.READY:
            told = phrase("was as expected, after {waited}", waited=waited)
        case GateOutcome.LATE:
            told = phrase("was as expected, late: after {waited}", waited=waited)
        case GateOutcome.MOVED if is_at_once:
            told = phrase("had the target in another place, found at once")
        case GateOutcome.MOVED:
            told = phrase("had the target in another place, found after {waited}", waited=waited)
        case GateOutcome.LOST if is_at_once:
            told = phrase("did not have the target, given up at once")
        case GateOutcome.LOST:
            told = phrase("did not have the target, given up after {waited}", waited=waited)
    return voice.said(told)


def run_words(record: RunRecord) -> list[tuple[str, str]]:
    """How the run was made, as names and values."""
    desktop = record.desktop
    rows = [
        ("Speed", speed_words(record.speed)),
        ("Other programs first", ", ".join(map(clean, record.programs))),
        ("Desktop", f"{desktop.width}x{desktop.height} pixels"),
        ("Left out by hand", _left_out_words(record)),
        ("Platform", clean(record.platform)),
        ("Made by", clean(record.made_by)),
        ("Run", f"{record.repeat:,} of {record.repeats:,}" if record.repeats > 1 else ""),
        ("Its name", record.run_id),
        (source_words(record.source), record.episode_id),
    ]
    return [(name, value) for name, value in rows if value]


def _left_out_words(record: RunRecord) -> str:
    """What of the screen was not compared: ``2 places: 8,0 120x24; 40,60 200x30 at step 3``."""
    if not record.left_out:
        return ""
    places = [
        f"{each.rect.x},{each.rect.y} {each.rect.width}x{each.rect.height}"
        + ("" if each.step is None else f" at step {each.step:,}")
        for each in record.left_out
    ]
    return f"{count_text(len(places), 'place')}: {'; '.join(places)}"


def steps_words(count: int) -> str:
    """How many steps."""
    return count_text(count, "step")


def _step_not_done(record: RunRecord) -> StepRecord | None:
    """The step that it did not do any more: one whose target was lost, or the first that was not reached."""
    lost = next((step for step in record.steps if step.gate is GateOutcome.LOST), None)
    if lost is not None and record.ending is Ending.STOPPED:
        return lost
    return next((step for step in record.steps if step.verdict.kind is VerdictKind.NOT_REACHED), None)


def _began(step: StepRecord, voice: Voice) -> str:
    if step.began_ns is None:
        return voice.said(phrase("not at all"))
    if step.lateness_ns is None:
        return format_time(step.began_ns)
    return f"{format_time(step.began_ns)}, {lateness_words(step.lateness_ns, voice)}"


def _place(step: StepRecord, voice: Voice) -> str:
    target, acted = step.target, step.acted_at
    if target is None:
        return ""
    if acted is None or acted == target:
        return f"{target.x}, {target.y}"
    there, here = f"{target.x}, {target.y}", f"{acted.x}, {acted.y}"
    return voice.said(phrase("{there} in the recording; {here} here", there=there, here=here))
