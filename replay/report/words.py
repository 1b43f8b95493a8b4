"""What a report says of a run and its steps, in English; every text safe to show, none of it captured."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, format_time
from recorder.wording import clean, count_text
from replay.report.record import Ending, GateOutcome, RunRecord, Sentence, Source, StepRecord
from replay.verdict import VerdictKind

KIND_WORDS: Final[Mapping[VerdictKind, str]] = {
    VerdictKind.SAME: "Same",
    VerdictKind.SAME_AFTER_MOVING: "Same after moving",
    VerdictKind.LATE: "Late",
    VerdictKind.DIFFERENT: "Different",
    VerdictKind.NOT_COMPARABLE: "Not comparable",
    VerdictKind.NOT_REACHED: "Not reached",
}
_FINISHED: Final[Mapping[VerdictKind, str]] = {
    VerdictKind.SAME: "It did the same",
    VerdictKind.SAME_AFTER_MOVING: "It did the same, in another place",
    VerdictKind.LATE: "It did the same, more slowly",
    VerdictKind.DIFFERENT: "It went another way{where}",
    VerdictKind.NOT_COMPARABLE: "It was done again, and nobody may compare it",
    VerdictKind.NOT_REACHED: "It did not get to its end: it ended{where}",
}
_ENDED: Final[Mapping[Ending, str]] = {
    Ending.STOPPED: "It stopped{where} rather than act in the wrong place",
    Ending.ABORTED: "It was ended by hand{where}",
    Ending.REFUSED: "It was refused, and nothing was done",
    Ending.TOO_LONG: "It took too long, and was ended{where}",
    Ending.BROKE: "Something broke, and it ended{where}",
}
_SOURCES: Final[Mapping[Source, str]] = {
    Source.EPISODE: "Episode",
    Source.RECEIVED: "Received episode",
    Source.RECORDING: "Recording",
}
_FEW: Final = 5
_SMALL_NS: Final = 100 * NS_PER_SECOND


def headline(record: RunRecord) -> str:
    """What became of the run, without a full stop: ``It went another way at step 4``."""
    if record.ending is not Ending.FINISHED:
        return _ENDED[record.ending].format(where=_where_ended(record))
    kind = record.verdict.kind
    return _FINISHED[kind].format(where=_where(record, kind) if record.verdict.is_failure else "")


def reasons(record: RunRecord) -> list[str]:
    """Why, each a sentence: how it ended first, then what was found; nothing twice."""
    said_once = dict.fromkeys(said(each) for each in (*record.ending_reasons, *record.verdict.reasons))
    return [each for each in said_once if each != f"{headline(record)}."]


def said(sentence: Sentence) -> str:
    """A sentence in English, safe to show."""
    return clean(sentence.english)


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


def confidence_words(confidence: float) -> str:
    """How sure, in whole percent; never 100 % for less than certain."""
    percent = int(confidence * 100)
    return f"{percent} % sure"


def span_words(duration_ns: int) -> str:
    """A length of time: ``11 ms``, ``2.4 s``, ``02:05.000``."""
    if duration_ns < NS_PER_SECOND:
        return f"{duration_ns / NS_PER_MS:.0f} ms" if duration_ns >= NS_PER_MS else "under 1 ms"
    return f"{duration_ns / NS_PER_SECOND:.1f} s" if duration_ns < _SMALL_NS else format_time(duration_ns)


def lateness_words(lateness_ns: int) -> str:
    """How far from its time: ``11 ms late``, ``2 ms early``, ``on time``."""
    if abs(lateness_ns) < NS_PER_MS:
        return "on time"
    return f"{span_words(abs(lateness_ns))} {'late' if lateness_ns > 0 else 'early'}"


def facts(step: StepRecord) -> list[tuple[str, str]]:
    """What is known of a step's time and place, as names and values."""
    known = [("In the recording", format_time(step.recorded_ns))]
    if step.planned_ns is not None:
        known.append(("Due", format_time(step.planned_ns)))
    if step.began_ns is None:
        known.append(("Began", "not at all"))
    else:
        late = step.lateness_ns
        known.append(
            ("Began", format_time(step.began_ns) + (f", {lateness_words(late)}" if late is not None else ""))
        )
        if step.done_ns is not None:
            known.append(("Took", span_words(max(0, step.done_ns - step.began_ns))))
    known.append(("The screen", gate_words(step)))
    if step.target is not None:
        known.append(("Place", _place(step)))
    for name, moment in (("Alike before", step.before), ("Alike after", step.after)):
        if moment is not None and moment.similarity is not None:
            known.append((name, f"{int(moment.similarity * 1000) / 10:.1f} %"))
    return known


def gate_words(step: StepRecord) -> str:
    """What became of the wait for the screen."""
    waited = f"after {span_words(step.waited_ns)}" if step.waited_ns >= NS_PER_MS else "at once"
    match step.gate:
        case GateOutcome.NOT_ASKED:
            return "was not waited for"
        case GateOutcome.READY:
            return f"was as expected, {waited}"
        case GateOutcome.LATE:
            return f"was as expected, late: {waited}"
        case GateOutcome.MOVED:
            return f"had the target in another place, found {waited}"
        case GateOutcome.LOST:
            return f"did not have the target, given up {waited}"


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


def _where_ended(record: RunRecord) -> str:
    """The step that it did not do any more: one whose target was lost, or the first that was not reached."""
    lost = next((step for step in record.steps if step.gate is GateOutcome.LOST), None)
    if lost is not None and record.ending is Ending.STOPPED:
        return f" before step {lost.number:,}"
    return _where(record, VerdictKind.NOT_REACHED)


def _where(record: RunRecord, kind: VerdictKind) -> str:
    """The first step of a kind, such as `` at step 4``; empty where there is none."""
    found = next((step for step in record.steps if step.verdict.kind is kind), None)
    if found is None:
        return ""
    return f" {'before' if kind is VerdictKind.NOT_REACHED else 'at'} step {found.number:,}"


def _place(step: StepRecord) -> str:
    target, acted = step.target, step.acted_at
    if target is None:
        return ""
    if acted is None or acted == target:
        return f"{target.x}, {target.y}"
    return f"{target.x}, {target.y} in the recording; {acted.x}, {acted.y} here"
