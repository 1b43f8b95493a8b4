import base64
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.demo.search import Findings, Spelling, Wrapping, find_words, search

WORD = "Quabblefinch"


@pytest.mark.parametrize("spelling", list(Spelling))
@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("after", [b"", b"\0", b"\xff\xfe", b"text after"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode, base64.encodebytes])
def test_a_word_is_found_in_base64_wherever_it_begins(
    tmp_path: Path, spelling: Spelling, shift: int, after: bytes, encode: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "file").write_bytes(encode(b"\xa7" * (6 + shift) + WORD.encode(spelling) + after))
    hits = find_words([tmp_path], [WORD])
    assert (WORD, spelling, Wrapping.BASE64) in {(hit.word, hit.spelling, hit.wrapping) for hit in hits}


@pytest.mark.parametrize("before", range(76))
def test_a_word_is_found_in_base64_across_the_end_of_a_line(tmp_path: Path, before: int) -> None:
    (tmp_path / "file").write_bytes(base64.encodebytes(b"\xa7" * before + WORD.encode() + b"\xa7" * 50))
    (hit,) = find_words([tmp_path], [WORD])
    assert hit.wrapping is Wrapping.BASE64


@pytest.mark.parametrize("spelling", list(Spelling))
@pytest.mark.parametrize("written", [WORD, WORD.upper(), WORD.lower()])
def test_a_word_is_found_in_any_case(tmp_path: Path, spelling: Spelling, written: str) -> None:
    (tmp_path / "file").write_bytes(b"before" + written.encode(spelling) + b"after")
    (hit,) = find_words([tmp_path], [WORD])
    assert (hit.offset, hit.spelling, hit.wrapping) == (6, spelling, Wrapping.PLAIN)


@pytest.mark.parametrize("spelling", list(Spelling))
def test_a_word_is_found_in_hexadecimal(tmp_path: Path, spelling: Spelling) -> None:
    (tmp_path / "file").write_text(WORD.encode(spelling).hex().upper())
    (hit,) = find_words([tmp_path], [WORD])
    assert (hit.spelling, hit.wrapping) == (spelling, Wrapping.HEX)


@pytest.mark.parametrize("distance", range(-2 * len(WORD), 2))
def test_a_word_is_found_across_two_blocks(tmp_path: Path, distance: int) -> None:
    at = (1 << 20) + distance
    (tmp_path / "file").write_bytes(b"." * at + WORD.encode() + b"." * 100)
    (hit,) = find_words([tmp_path], [WORD])
    assert hit.offset == at


@given(
    before=st.binary(max_size=50),
    word=st.text("abcdefghijklmnopqrstuvwxyzäøж", min_size=6, max_size=20),
    after=st.binary(max_size=50),
    spelling=st.sampled_from(Spelling),
)
def test_whatever_stands_around_it_a_word_is_found(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, word: str, after: bytes, spelling: Spelling
) -> None:
    file = tmp_path_factory.mktemp("search") / "file"
    file.write_bytes(before + word.encode(spelling) + after)
    assert find_words([file], [word])
    file.write_bytes(base64.b64encode(before + word.encode(spelling) + after))
    assert find_words([file], [word])


def test_a_word_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / f"a {WORD.lower()} file").touch()
    (hit,) = find_words([tmp_path], [WORD])
    assert hit.offset is None


def test_the_way_to_what_was_asked_for_is_no_finding(tmp_path: Path) -> None:
    folder = tmp_path / WORD / "inner"
    folder.mkdir(parents=True)
    (folder / "file").touch()
    assert find_words([folder], [WORD]) == ()


def test_what_was_read_is_counted(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "one").write_bytes(os.urandom(1000))
    (tmp_path / "deep" / "deeper" / "two").write_bytes(os.urandom(3_000_000))
    (tmp_path / "link").symlink_to("one")
    os.mkfifo(tmp_path / "pipe")
    assert search([tmp_path], [WORD]) == Findings(files=2, size=3_001_000, hits=())


def test_a_word_that_chance_could_find_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="by chance"):
        search([tmp_path], ["short"])
    with pytest.raises(ValueError, match="needs a word"):
        search([tmp_path], [])


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        search([tmp_path / "missing"], [WORD])


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as stream:
        stream.truncate(64 << 20)
    tracemalloc.start()
    try:
        assert search([tmp_path], [WORD]).size == 64 << 20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20
