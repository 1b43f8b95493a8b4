import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.study_file.statements import Items, Node, Scalar, Table, read_toml


def values(node: Node) -> object:
    match node:
        case Table():
            return {name: values(inner) for name, inner in node.nodes.items()}
        case Items():
            return [values(inner) for inner in node.nodes]
        case Scalar():
            return node.value
        case _:
            raise AssertionError("a broken value")


def scalar_at(text: str, *path: str | int) -> tuple[int, object]:
    node: Node = read_toml(text).root
    for step in path:
        match node:
            case Table():
                node = node.nodes[str(step)]
            case Items():
                node = node.nodes[int(step)]
            case _:
                raise AssertionError("no such path")
    assert isinstance(node, Scalar)
    return node.line, node.value


def told(text: str) -> list[tuple[int, str]]:
    return [(mistake.line, mistake.text) for mistake in read_toml(text).mistakes]


WORKING = '''# a comment
a = 1 # one
b = """
text # no comment
[not a header]
key = "not a key"
\\"""\\
"""
c = [
  "x", # first
  # between

  "]", '#',
  """many
  lines""", "last",
]
[t]
d.e = 1
d.f = { g = [1, 2], h = "}" }
[[list]]
n = 1
[list.inner]
m = 2
[[list]]
n = 3
"q.r" = 'quoted'
'''


def test_a_working_text_reads_as_tomllib_reads_it() -> None:
    read = read_toml(WORKING)
    assert read.mistakes == ()
    assert values(read.root) == tomllib.loads(WORKING)


def test_every_value_knows_its_line() -> None:
    assert scalar_at(WORKING, "a")[0] == 2
    assert scalar_at(WORKING, "b")[0] == 3
    assert [scalar_at(WORKING, "c", at)[0] for at in range(4)] == [10, 13, 13, 14]
    assert scalar_at(WORKING, "t", "d", "f", "h")[0] == 19
    assert scalar_at(WORKING, "list", 0, "inner", "m")[0] == 23
    assert scalar_at(WORKING, "list", 1, "n") == (25, 3)


def test_every_broken_line_is_told_and_what_is_whole_is_read() -> None:
    text = "a = \nb = 2\nc = 'open\nd = [1, 2\ne = 5\n[t\nf = 6\n[u]\nf = nope\ng = 7\n"
    assert [line for line, _ in told(text)] == [1, 3, 4, 6, 9]
    assert scalar_at(text, "b") == (2, 2)
    assert scalar_at(text, "e") == (5, 5)
    assert scalar_at(text, "t", "f") == (7, 6)
    assert scalar_at(text, "u", "g") == (10, 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 'x", "not closed; it needs the quotation mark"),
        ('a = "x', "not closed; it needs the quotation mark"),
        ("a = x", "a text needs quotation marks"),
        ('a = ["x"', "it needs a ]"),
        ("a = ", "cannot be read"),
    ],
)
def test_the_commonest_slips_are_told_in_plain_words(text: str, words: str) -> None:
    ((line, said),) = told(text + "\nb = 1\n")
    assert line == 1
    assert words in said


def test_what_is_given_twice_names_the_first_line() -> None:
    assert told("a = 1\n[t]\nb = 1\na = 3\n[t]\nb = 2\n[a]\n") == [
        (5, "is already given on line 2"),
        (6, "is already given on line 3"),
        (7, "is already given on line 1"),
    ]


def test_a_text_that_never_closes_is_told_where_it_opens() -> None:
    read = read_toml('a = 1\nb = """\nc = 2\n[t]\n')
    assert read.cut_short
    assert [(m.line, m.text) for m in read.mistakes] == [
        (2, "this text is never closed; end it with the marks it begins with")
    ]


def test_what_only_the_whole_shows_to_be_wrong_is_told_too() -> None:
    assert told("a = { b = 1 }\na.c = 2\n") != []
    assert told("[[a]]\nx = 1\n[a.b]\n[[a.b]]\n") != []


def test_carriage_returns_and_byte_order_marks() -> None:
    assert scalar_at("a = 1\r\nb = 2\r\n", "b") == (2, 2)
    assert [line for line, _ in told("\ufeffa = 1\nb = 2\n")] == [1]


def test_nesting_without_end_is_a_mistake_and_no_crash() -> None:
    assert told("a = " + "[" * 100_000) != []
    assert told("a = 1\nb = " + "[" * 5_000 + "]" * 5_000) != []


_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
_quoted = _texts.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
_triple = st.lists(_texts.map(lambda text: text.replace("'", "")), max_size=3).map(
    lambda lines: "'''\n" + "\n".join(lines) + "'''"
)
_value = st.recursive(
    st.one_of(st.integers().map(str), st.booleans().map(lambda yes: str(yes).lower()), _quoted, _triple),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[\n  " + ",\n  # x\n ".join(items) + "]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(_value, st.booleans()), max_size=8))
def test_any_text_reads_as_tomllib_reads_it_with_the_line_of_each_key(items: list[tuple[str, bool]]) -> None:
    lines: list[str] = []
    expected: list[tuple[tuple[str, ...], int]] = []
    section: tuple[str, ...] = ()
    for at, (value, begins) in enumerate(items):
        if begins:
            lines.append(f"[t{at}] # '''")
            section = (f"t{at}",)
        expected.append(((*section, f"k{at}"), len(lines) + 1))
        lines.extend(f"k{at} = {value}".split("\n"))
    text = "\n".join(lines)
    read = read_toml(text)
    assert read.mistakes == ()
    assert values(read.root) == tomllib.loads(text)
    for path, line in expected:
        node: Node = read.root
        for step in path:
            assert isinstance(node, Table)
            node = node.nodes[step]
        assert node.line == line


@given(st.text(max_size=60))
def test_nothing_passes_that_is_no_toml(text: str) -> None:
    read = read_toml(text)
    if not read.mistakes:
        assert values(read.root) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 100_000) + " = 1",
        "[" + ".".join("a" * 100_000) + "]",
        "x = {" + " . ".join(["'a'"] * 50_000) + " = 1}",
        "x = [\n{" + ".".join("a" * 100_000) + " = 1}]",
    ],
    ids=["key", "header", "inline", "in an array"],
)
def test_a_key_of_very_many_parts_is_never_taken_apart(text: str) -> None:
    # It would take gigabytes.
    assert [words for _, words in told(text)] == ["is nested too deeply"]


def test_a_key_of_some_parts_is_read() -> None:
    assert scalar_at("a.b.c.d.e.f.g.h = 1.5", *"abcdefgh") == (1, 1.5)
    assert not told("x = [" + "1.5, " * 100 + "]\ny = '" + "a." * 100 + "'")


@pytest.mark.parametrize("number", ["9" * 5_000, "1" + "_1" * 5_000])
def test_a_number_of_thousands_of_digits_is_a_mistake(number: str) -> None:
    assert told(f"x = {number}") == [(1, "has a number that is too long")]


def test_after_a_hundred_mistakes_the_rest_is_not_looked_at() -> None:
    found = read_toml("x = 1\n" * 100_000)
    assert len(found.mistakes) == 100
    assert found.cut_short
