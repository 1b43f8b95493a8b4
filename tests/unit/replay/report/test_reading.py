import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.phrase import counted, english, phrase
from replay.report.reading import MAX_RECORD_BYTES, UnreadableRecordError, read_record, record_bytes
from replay.report.record import Sentence, sentence_of
from tests.rigs.replay_record import HOSTILE, drawn_run

RUN = drawn_run(words=HOSTILE)
WHOLE = record_bytes(RUN, with_pictures=True)


def changed(change: Callable[[Any], object]) -> bytes:
    record = json.loads(WHOLE)
    change(record)
    return json.dumps(record).encode()


def test_a_record_comes_back_as_it_was() -> None:
    assert read_record(WHOLE) == RUN
    assert len(RUN.pictures) > 5


def test_without_pictures_a_record_still_names_them() -> None:
    content = record_bytes(RUN, with_pictures=False)
    kept = read_record(content)
    assert kept.steps == RUN.steps
    assert kept.pictures == ()
    assert b"png" not in content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r.update(format=2), "its field format is wrong"),
        (lambda r: r.update(more=1), "it is not whole"),
        (lambda r: r.pop("took_ns"), "it is not whole"),
        (lambda r: r.update(took_ns=-1), "its field took_ns is wrong"),
        (lambda r: r.update(took_ns=1.5), "its field took_ns is wrong"),
        (lambda r: r.update(run_id="../up"), "its field run_id is wrong"),
        (lambda r: r.update(run_id="a\n"), "its field run_id is wrong"),
        (lambda r: r.update(started_at="2026-03-01T14:05:00"), "its field started_at is wrong"),
        (lambda r: r.update(task="x" * 2_001), "its field task is wrong"),
        (lambda r: r["verdict"].update(kind="passed"), "its field verdict.kind is wrong"),
        (lambda r: r["verdict"].update(confidence=1.01), "its field verdict.confidence is wrong"),
        (lambda r: r["steps"][0].update(number=2), "its steps are not numbered"),
        (lambda r: r["steps"][0].update(target={"x": 10**7, "y": 0}), "its field steps[0].target.x is wrong"),
        (
            lambda r: r["steps"][3]["after"]["regions"][0]["rect"].update(x=10**9),
            "its field steps[3].after.regions[0] is wrong",
        ),
        (
            lambda r: r["steps"][3]["after"]["regions"][0]["rect"].update(width=-4),
            "its field steps[3].after.regions[0].rect is wrong",
        ),
        (lambda r: r["pictures"].pop(), "it names a picture that it does not hold"),
        (lambda r: r["pictures"].append(r["pictures"][0]), "it holds a picture twice"),
        (lambda r: r["pictures"][0].update(width=639), "a picture has another size than it says"),
        (lambda r: r["pictures"][0].update(left=1), "a picture is another one than it says"),
        (lambda r: r["pictures"][0].update(png="AAAA"), "not a PNG"),
        (lambda r: r["pictures"][0].update(png=r["pictures"][1]["png"]), "a picture is another one"),
    ],
)
def test_a_record_that_is_not_as_it_was_written_is_refused(
    change: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(UnreadableRecordError, match=said.replace("[", r"\[")):
        read_record(changed(change))


def test_what_is_no_record_is_refused_without_quoting_it() -> None:
    for content in (b"", b"{", b"[]", b"\xff\xfe", WHOLE[:-100], b"null"):
        with pytest.raises(UnreadableRecordError):
            read_record(content)
    with pytest.raises(UnreadableRecordError) as refused:
        read_record(changed(lambda r: r["verdict"].update(kind="Quabblefinch")))
    assert "Quabblefinch" not in str(refused.value)


def test_a_record_larger_than_any_is_not_even_looked_at() -> None:
    class Endless(bytes):
        def __len__(self) -> int:
            return MAX_RECORD_BYTES + 1

    with pytest.raises(UnreadableRecordError, match="larger than any"):
        read_record(Endless())


@pytest.mark.parametrize(
    "text",
    [
        "{x}",
        "{0}",
        "{}",
        "{count.real}",
        "{count[0]}",
        "{count:>9999999}",
        "{count!r}",
        "{",
        "{count:{count}}",
    ],
)
def test_a_sentence_has_no_place_but_the_names_of_its_values(text: str) -> None:
    with pytest.raises(ValueError, match=r"sentence|[{}]"):
        Sentence(text=text, values={"count": 3})
    assert b"things differ" in WHOLE
    with pytest.raises(UnreadableRecordError):
        read_record(changed(lambda r: r["verdict"]["reasons"][0].update(text=text)))


@given(count=st.integers(-(2**60), 2**60), words=st.text(max_size=50))
def test_a_phrase_says_the_same_as_the_sentence_that_it_became(count: int, words: str) -> None:
    for said in (
        phrase("At {where}, {{so}}", where=words),
        counted("one", "{count} of {where}", count, where=words),
    ):
        assert sentence_of(said).english == english(said) == english(sentence_of(said).phrase)


def test_nothing_of_a_record_shows_when_it_is_printed() -> None:
    for part in (RUN, RUN.pictures[0], RUN.steps[0], RUN.verdict.reasons[0]):
        assert repr(part) == f"<{type(part).__name__}>"
