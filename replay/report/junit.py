"""Runs as JUnit XML, for machines: a suite a run, a case a step, and one for the run as a whole.

JUnit knows passed, failed, error and skipped. What passes with another place or more time has passed. What
nobody may compare is skipped: it is neither. Of what was not reached, the first has failed, and what depended
on it is skipped. A run that was refused, ended by hand, or broke is an error: it says nothing of the episode.
One that stopped rather than act in the wrong place has failed, whatever its pictures show.
"""

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from recorder.episode.time import NS_PER_SECOND
from recorder.wording import clean
from replay.report.record import Ending, RunRecord, StepRecord, Verdict
from replay.report.words import KIND_WORDS, headline, reasons, run_words, said
from replay.verdict import VerdictKind

_ERRORS: Final = frozenset({Ending.ABORTED, Ending.TOO_LONG, Ending.REFUSED, Ending.BROKE})
_OUTCOMES: Final = ("failure", "error", "skipped")


def junit_xml(records: Iterable[RunRecord]) -> bytes:
    """The runs as one document, in UTF-8; it holds no pictures and nothing that was typed."""
    root = ET.Element("testsuites", name="Assent replay")
    for record in records:
        root.append(_suite(record))
    _count(root, sum(float(suite.get("time", "0")) for suite in root))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _suite(record: RunRecord) -> ET.Element:
    several = f", run {record.repeat:,} of {record.repeats:,}" if record.repeats > 1 else ""
    suite = ET.Element(
        "testsuite",
        name=clean(f"{record.study}: {record.task} ({record.episode_id}{several})"),
        id=record.run_id,
        timestamp=record.started_at.isoformat(timespec="seconds"),
    )
    properties = ET.SubElement(suite, "properties")
    apart = " ".join(said(sentence) for sentence in record.isolation)
    for name, value in [*run_words(record), *([("Isolation", apart)] if apart else [])]:
        ET.SubElement(properties, "property", name=name, value=value)
    suite.append(_whole(record))
    has_failed = False
    for step in record.steps:
        suite.append(_case(record, step, depends_on_failure=has_failed))
        has_failed = has_failed or step.verdict.is_failure
    _count(suite, record.took_ns / NS_PER_SECOND)
    return suite


def _whole(record: RunRecord) -> ET.Element:
    case = _empty_case(record, "The replay as a whole", record.took_ns)
    why = "\n".join(reasons(record))
    if record.ending in _ERRORS:
        _add(case, "error", record.ending.value, headline(record), why)
    elif record.kind is VerdictKind.NOT_COMPARABLE:
        _add(case, "skipped", "", headline(record), "")
    elif record.is_failure:
        _add(case, "failure", record.kind.value, headline(record), why)
    return case


def _case(record: RunRecord, step: StepRecord, *, depends_on_failure: bool) -> ET.Element:
    took_ns = step.done_ns - step.began_ns if step.done_ns is not None and step.began_ns is not None else 0
    case = _empty_case(record, f"Step {step.number}: {step.words}", max(0, took_ns))
    verdict = step.verdict
    is_unreached = verdict.kind is VerdictKind.NOT_REACHED
    if verdict.kind is VerdictKind.NOT_COMPARABLE or (is_unreached and depends_on_failure):
        _add(case, "skipped", "", _summary(verdict), "")
    elif is_unreached and record.ending in _ERRORS:
        _add(case, "error", record.ending.value, _summary(verdict), _why(verdict))
    elif verdict.is_failure:
        _add(case, "failure", verdict.kind.value, _summary(verdict), _why(verdict))
    elif verdict.kind is not VerdictKind.SAME:
        ET.SubElement(case, "system-out").text = f"{KIND_WORDS[verdict.kind]}. {_why(verdict)}".strip()
    return case


def _empty_case(record: RunRecord, name: str, took_ns: int) -> ET.Element:
    seconds = f"{took_ns / NS_PER_SECOND:.3f}"
    return ET.Element("testcase", classname=clean(record.task), name=clean(name), time=seconds)


def _add(case: ET.Element, outcome: str, kind: str, message: str, body: str) -> None:
    found = ET.SubElement(case, outcome, message=clean(message))
    if kind:
        found.set("type", clean(kind))
    found.text = body or None


def _summary(verdict: Verdict) -> str:
    words = KIND_WORDS[verdict.kind]
    return f"{words}: {said(verdict.reasons[0])}" if verdict.reasons else words


def _why(verdict: Verdict) -> str:
    return "\n".join(said(reason) for reason in verdict.reasons)


def _count(element: ET.Element, seconds: float) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for name, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(outcome) is not None for case in cases)))
    element.set("time", f"{seconds:.3f}")
