"""Promise 1: a consent cannot be added, changed, dropped, moved or brought back without being noticed."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recorder.episode.consent import ChainHead, ConsentChain, TamperedChainError
from recorder.episode.consent_entries import Grant, Withdrawal, entry_hash, write_entry
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study

STUDY = read_study((Path(__file__).parents[2] / "assets/studies/office-tasks.toml").read_bytes())
OTHER = dataclasses.replace(STUDY, id="other-tasks", sha256="e" * 64)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
YES = dict.fromkeys(Stream, True)


@st.composite
def chains(draw: st.DrawFn) -> ConsentChain:
    chain = ConsentChain()
    for at in range(draw(st.integers(1, 6))):
        study: Study = draw(st.sampled_from([STUDY, OTHER]))
        grant = chain.newest_grant(study.id)
        now = NOW + timedelta(minutes=at)
        if grant is not None and chain.withdrawal_of(grant) is None and draw(st.booleans()):
            chain = chain.withdraw(study.id, now=now)
        else:
            answers = YES | {Stream.KEYBOARD: draw(st.booleans())}
            chain = chain.grant(
                study, contributor=draw(st.sampled_from(["R", "S"])), answers=answers, now=now
            )
    return chain


def assert_noticed(lines: tuple[str, ...], head: ChainHead) -> None:
    with pytest.raises(TamperedChainError) as error:
        ConsentChain(lines, head)
    assert error.value.mend
    assert "contributor" not in str(error.value)


@given(chains())
def test_what_was_written_is_believed(chain: ConsentChain) -> None:
    assert ConsentChain(chain.lines, chain.head).entries == chain.entries


@settings(max_examples=300)
@given(chains(), st.data())
def test_any_change_of_any_character_is_noticed(chain: ConsentChain, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain.lines) - 1))
    line = chain.lines[at]
    place = data.draw(st.integers(0, len(line)))
    taken = data.draw(st.integers(0, 2))
    put = data.draw(st.text(max_size=2))
    changed = line[:place] + put + line[place + taken :]
    assume(changed != line)
    assert_noticed((*chain.lines[:at], changed, *chain.lines[at + 1 :]), chain.head)


@given(chains(), st.data())
def test_any_change_of_any_value_is_noticed(chain: ConsentChain, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain.lines) - 1))
    held = json.loads(chain.lines[at])
    key = data.draw(st.sampled_from(sorted(held)))
    value: object = data.draw(
        st.one_of(st.none(), st.integers(0, 9), st.text(max_size=3), st.just([]), st.just("0" * 64))
    )
    assume(held[key] != value)
    changed = json.dumps(held | {key: value}, sort_keys=True, separators=(",", ":"))
    assert_noticed((*chain.lines[:at], changed, *chain.lines[at + 1 :]), chain.head)


@given(chains(), st.data())
def test_any_drop_swap_repeat_or_insertion_is_noticed(chain: ConsentChain, data: st.DataObject) -> None:
    lines = list(chain.lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines)))
    match data.draw(st.sampled_from(["drop", "cut", "swap", "repeat", "insert"])):
        case "drop":
            del lines[at]
        case "cut":
            del lines[at:]
        case "swap":
            assume(other < len(lines) and other != at)
            lines[at], lines[other] = lines[other], lines[at]
        case "repeat":
            lines.insert(other, lines[at])
        case _:
            foreign = ConsentChain().grant(OTHER, contributor="T", answers=YES, now=NOW)
            lines.insert(other, foreign.lines[0])
    assert_noticed(tuple(lines), chain.head)


@given(chains(), st.data())
def test_any_older_state_is_noticed_against_the_newest_head(chain: ConsentChain, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, chain.head.count - 1))
    older = chain.first(count)
    assert_noticed(older.lines, chain.head)
    assert_noticed(chain.lines, older.head)


@given(chains(), st.data())
def test_a_tail_written_anew_is_noticed_against_the_head(chain: ConsentChain, data: st.DataObject) -> None:
    """Someone who knows the format rewrites an entry and everything after it, but not the head."""
    at = data.draw(st.integers(0, len(chain.entries) - 1))
    previous = chain.first(at).head.sha256
    renamed: dict[str, str] = {}
    lines = list(chain.lines[:at])
    for number, entry in enumerate(chain.entries[at:], at + 1):
        if isinstance(entry, Grant):
            forged: Grant | Withdrawal = dataclasses.replace(entry, previous=previous, contributor="Forged")
        else:
            named = renamed.get(entry.grant_sha256, entry.grant_sha256)
            forged = dataclasses.replace(
                entry, previous=previous, at=entry.at + timedelta(days=1), grant_sha256=named
            )
        line = write_entry(forged)
        renamed[entry_hash(chain.lines[number - 1])] = entry_hash(line)
        previous = entry_hash(line)
        lines.append(line)
    assert_noticed(tuple(lines), chain.head)
    assert ConsentChain(tuple(lines), ChainHead(len(lines), previous)).head.count == len(lines)


@given(chains(), st.integers(-1, 9))
def test_a_head_with_the_right_hash_and_another_count_is_noticed(chain: ConsentChain, count: int) -> None:
    assume(count != chain.head.count)
    assert_noticed(chain.lines, ChainHead(count, chain.head.sha256))


def test_a_withdrawal_of_nothing_is_noticed_even_with_a_head_that_fits() -> None:
    grant = ConsentChain().grant(STUDY, contributor="R", answers=YES, now=NOW)
    forged = write_entry(
        Withdrawal(
            number=2,
            previous=grant.head.sha256,
            at=NOW,
            study_id="other-tasks",
            grant_sha256=grant.head.sha256,
        )
    )
    assert_noticed((*grant.lines, forged), ChainHead(2, entry_hash(forged)))
