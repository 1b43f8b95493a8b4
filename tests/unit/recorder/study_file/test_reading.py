from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.study import Role, Size, Stream
from recorder.study_file import Mistake, StudyFileError, read_study

KEY = "age1pxln2xe9u2676da4p6c7kymxq0dfkn4m4mpw969v6lvcr9fctpas35m2ns"
OTHER_KEY = "age1mktq82j8de0rma68jyqcyngwlkpsa2mx3yjpy0fm88zjk0law4fqj3v0eu"
SMALL = f"""format = 1
id = "small"
version = "1"
title = "Small"
language = "en"
purpose = "To test."
retention_days = 1
[controller]
name = "A"
email = "a@b.example"
address = "C"
jurisdiction = "D"
[consent]
text = "Yes?"
valid_days = 1
[streams.pointer]
required = true
shows = "Moves."
[capture]
frames_per_second = 5
[store]
url = "file:///srv/x"
location = "Here"
[[recipients]]
name = "R"
role = "qa"
age_key = "{KEY}"
[[tasks]]
id = "t"
title = "T"
instructions = "Do."
[tasks.start]
command = ["true"]
"""


def told(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(StudyFileError) as error:
        read_study(text.encode())
    return [(mistake.line, mistake.key, mistake.text) for mistake in error.value.mistakes]


def with_line(line: int, text: str) -> str:
    lines = SMALL.splitlines()
    lines[line - 1] = text
    return "\n".join(lines) + "\n"


def test_the_sample_study_is_read_whole() -> None:
    study = read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())
    assert study.id == "office-tasks"
    assert [request.stream for request in study.streams] == list(Stream)
    assert [request.required for request in study.streams] == [True, True, False, True]
    assert [task.id for task in study.tasks] == ["write-letter", "list-and-note", "replace-in-minutes"]
    assert study.tasks[0].start.command == ("mousepad", "letter.txt")
    assert study.tasks[0].start.window == Size(900, 640)
    assert study.tasks[1].start.window is None
    assert study.tasks[1].start.files[1].name == "plans/saturday.txt"
    assert study.tasks[1].start.files[1].content == b"Morning: market\nAfternoon: garden party\n"
    assert {recipient.role for recipient in study.recipients} == set(Role)
    assert study.last_day == date(2030, 12, 31)
    assert study.windows.excluded_titles == ("*password*", "*private*", "*bank*")


def test_the_smallest_study_is_read_and_one_byte_is_another_study() -> None:
    study = read_study(SMALL.encode())
    assert study.windows.allowed_apps == ()
    assert study.labels == ()
    assert study.last_day is None
    assert read_study(SMALL.encode() + b"\n").sha256 != study.sha256


def test_every_mistake_is_listed_with_its_line() -> None:
    text = (
        SMALL.replace('id = "small"', 'id = "Small One"')
        .replace('title = "Small"', 'titel = "Small"')
        .replace("retention_days = 1", "retention_days = 0")
        .replace('email = "a@b.example"', "email = 5")
        .replace("required = true", 'required = "yes"')
        .replace('role = "qa"', 'role = "annotater"')
        .replace(KEY, KEY[:-1] + "q")
        .replace('command = ["true"]', 'command = [\n"true",\n7,\n]')
    )
    assert told(text) == [
        (1, "title", "is missing"),
        (2, "id", "needs to be small letters, digits and hyphens, such as office-tasks"),
        (4, "titel", "is no key that a study has here; did you mean title?"),
        (7, "retention_days", "is 0; it can be 1 to 3660"),
        (10, "controller.email", "is 5; it needs to be a text in quotes"),
        (17, "streams.pointer.required", 'is "yes"; it needs to be true or false'),
        (
            26,
            "recipients[1].role",
            'is "annotater"; it can be annotator, qa, researcher, auditor; did you mean annotator?',
        ),
        (
            27,
            "recipients[1].age_key",
            "is no public key: its checksum is wrong; was a character lost or changed?",
        ),
        (35, "tasks[1].start.command[2]", "is 7; it needs to be a text in quotes"),
    ]


def test_what_is_missing_is_named_at_the_line_of_its_table() -> None:
    assert told(SMALL.replace('instructions = "Do."\n', "")) == [(28, "tasks[1].instructions", "is missing")]
    assert told(SMALL.replace("[store]\n", "[stores]\n")) == [
        (1, "store", "is missing"),
        (21, "stores", "is no key that a study has here; did you mean store?"),
    ]
    assert told(SMALL.partition("[[recipients]]")[0]) == [
        (1, "recipients", "is missing"),
        (1, "tasks", "is missing"),
    ]


def test_a_broken_line_hides_no_other_mistake_and_causes_none() -> None:
    text = SMALL.replace('title = "Small"', 'title = "Small').replace("valid_days = 1", "valid_days = 0")
    assert [(line, key) for line, key, _ in told(text)] == [(4, ""), (15, "consent.valid_days")]
    assert [line for line, _, _ in told(SMALL.replace("[capture]", "[capture"))] == [19]
    assert [line for line, _, _ in told(SMALL.replace("[[tasks]]", "[[tasks]"))] == [28]


def test_an_open_text_does_not_make_everything_after_it_missing() -> None:
    assert told(SMALL.replace('purpose = "To test."', 'purpose = """To test.')) == [
        (6, "", "this text is never closed; end it with the marks it begins with")
    ]


@pytest.mark.parametrize(
    ("extra", "line", "key", "words"),
    [
        ('allowed_apps = ["a", "A"]', 36, "windows.allowed_apps", "already given on line 36"),
        ('excluded_apps = ["a["]', 36, "windows.excluded_apps", "opens a [ that no ] closes"),
        ('excluded_titles = ["[z-a]"]', 36, "windows.excluded_titles", "runs backwards"),
        ('excluded_titles = ["x",\n"**"]', 37, "windows.excluded_titles", "hides every window"),
        (
            'excluded_apps = ["fire*"]\nallowed_apps = ["x",\n"FireFox"]',
            38,
            "windows.allowed_apps",
            "never reached: excluded_apps on line 36",
        ),
        ('excluded_titles = [" x"]', 36, "windows.excluded_titles", "spaces at an end"),
        ('excluded_apps = [""]', 36, "windows.excluded_apps[1]", "is empty"),
        ('exclude_apps = ["x"]', 36, "windows.exclude_apps", "did you mean excluded_apps?"),
        ("allowed_apps = 3", 36, "windows.allowed_apps", "needs to be a list"),
    ],
)
def test_patterns_that_could_never_decide_anything_are_mistakes(
    extra: str, line: int, key: str, words: str
) -> None:
    found = told(f"{SMALL}\n[windows]\n{extra}\n")
    assert [(at, where) for at, where, _ in found] == [(line, key)]
    assert words in found[0][2]


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "~/x", "a/../b", "a//b", "./a", "a\\b", "C:x", ".", "a/", "a\nb", "x\u202ey", ""],
)
def test_no_file_of_a_task_leaves_its_folder(name: str) -> None:
    shown = name.replace("\\", "\\\\").replace("\n", "\\n")
    found = told(f'{SMALL}[[tasks.start.files]]\nname = "{shown}"\ncontent = ""\n')
    assert [(line, key) for line, key, _ in found] == [(35, "tasks[1].start.files[1].name")]


def test_a_file_has_one_content_and_one_name() -> None:
    head = f'{SMALL}[[tasks.start.files]]\nname = "x"\n'
    assert told(head)[0][:2] == (34, "tasks[1].start.files[1].content")
    assert told(f'{head}content = "a"\ncontent_base64 = "YQ=="\n')[0][0] == 34
    assert told(f'{head}content_base64 = "Y"\n')[0][2] == "is not Base64"
    again = '[[tasks.start.files]]\nname = "x"\ncontent = "b"\n'
    assert told(f'{head}content = "a"\n{again}')[0][2] == '"x" is already given on line 35'
    inside = again.replace('"x"', '"x/y"')
    assert told(f'{head}content = "a"\n{inside}')[0][2] == '"x" is a file, and a folder on line 38'
    study = read_study(f'{head}content_base64 = "AP8="\n'.encode())
    assert study.tasks[0].start.files[0].content == b"\x00\xff"


def test_no_hidden_character_of_a_stranger_reaches_the_terminal() -> None:
    for bad in ("\\u001b[2J", "\\u202e", "\\u200b", "\\u0007", "\\u009b1m"):
        found = told(with_line(4, f'title = "a{bad}b"'))
        assert [(line, key) for line, key, _ in found] == [(4, "title")]
    assert "\x1b" not in str(told(with_line(2, 'id = "\\u001b[2J"')))
    assert "\x1b" not in str(told(with_line(4, '"\\u001b[2J" = 1')))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://x.example", "needs to begin with https://"),
        ("https://me:word@x.example/", "a name or a password"),
        ("https:///x", "names no place"),
        ("https://[x", "is no URL"),
    ],
)
def test_a_store_is_reached_safely(url: str, words: str) -> None:
    found = told(with_line(22, f'url = "{url}"'))
    assert [(line, key) for line, key, _ in found] == [(22, "store.url")]
    assert words in found[0][2]
    if "word@" in url:
        assert "word@" not in str(found)


def test_a_start_runs_no_file_of_the_study() -> None:
    assert told(SMALL.replace('["true"]', '["./run", "x"]'))[0][:2] == (33, "tasks[1].start.command")
    assert told(SMALL.replace('["true"]', "[]"))[0][2] == "is empty; it needs at least one"


def test_ids_and_keys_stand_once() -> None:
    task = SMALL[SMALL.index("[[tasks]]") :]
    assert told(SMALL + task)[0][2] == '"t" is already given on line 29'
    recipient = SMALL[SMALL.index("[[recipients]]") : SMALL.index("[[tasks]]")]
    assert told(SMALL + recipient)[0][0] == 37
    assert read_study((SMALL + recipient.replace(KEY, OTHER_KEY)).encode()).recipients[1].name == "R"


def test_a_label_stands_after_its_parent() -> None:
    label = '[[labels]]\nid = "a"\ntitle = "A"\nmeaning = "B"\nparent = "a"\n'
    assert told(SMALL + label) == [(38, "labels[1].parent", '"a" is the id of no label before this one')]


def test_a_newer_format_says_so() -> None:
    assert "newer than this program" in told(with_line(1, "format = 2"))[0][2]


def test_kinds_are_not_confused() -> None:
    assert told(with_line(7, "retention_days = true"))[0][0] == 7
    assert told(with_line(7, "retention_days = 1.0"))[0][0] == 7
    assert told(with_line(15, "valid_days = 1\nlast_day = 2030-01-01T00:00:00Z"))[0][0] == 16
    assert told(with_line(8, "[[controller]]"))[0][0] == 8


def test_limits_hold() -> None:
    assert told(with_line(4, f'title = "{"x" * 201}"')) == [
        (4, "title", "is 201 characters long; the most is 200")
    ]
    with pytest.raises(StudyFileError):
        read_study(b"#" * 1_000_001)
    many = "".join(f'[[labels]]\nid = "l{at}"\ntitle = "A"\nmeaning = "B"\n' for at in range(501))
    assert told(SMALL + many) == [(34, "labels", "has 501 items; the most is 500")]


def test_a_number_that_python_cannot_write_is_told_without_it() -> None:
    assert told(with_line(7, f"retention_days = 0x{'f' * 5_000}")) == [
        (7, "retention_days", "is a very long number; it can be 1 to 3660")
    ]


def test_bytes_that_are_no_text_name_their_line() -> None:
    with pytest.raises(StudyFileError) as error:
        read_study(b"a = 1\nb = '\xff'\n")
    assert error.value.mistakes[0].line == 2


def test_the_error_reads_as_a_list() -> None:
    with pytest.raises(StudyFileError) as error:
        read_study(with_line(7, "retention_days = 0").encode(), name="x.toml")
    assert error.value.happened == (
        "x.toml has one mistake:\n  line 7: retention_days is 0; it can be 1 to 3660"
    )


@settings(max_examples=150)
@given(st.integers(0, len(SMALL) - 1), st.text(max_size=4))
def test_no_damage_is_anything_but_a_study_or_a_list_of_mistakes(at: int, put: str) -> None:
    damaged = (SMALL[:at] + put + SMALL[at + 1 :]).encode("utf-8", "surrogatepass")
    count = damaged.count(b"\n") + 1
    found: tuple[Mistake, ...] = ()
    try:
        read_study(damaged)
    except StudyFileError as error:
        found = error.mistakes or (Mistake(0, "", "an empty list"),)
    assert all(1 <= mistake.line <= count for mistake in found)
    assert [mistake.line for mistake in found] == sorted(mistake.line for mistake in found)


def test_a_recipient_may_have_a_key_to_sign_with() -> None:
    assert read_study(SMALL.encode()).recipients[0].signing_key is None
    signing = SMALL.replace("[[tasks]]", f'signing_key = "{"0f" * 32}"\n[[tasks]]', 1)
    assert read_study(signing.encode()).recipients[0].signing_key == b"\x0f" * 32
    for wrong in ("0f" * 31, "0F" * 32, "age1"):
        ((_, key, text),) = told(SMALL.replace("[[tasks]]", f'signing_key = "{wrong}"\n[[tasks]]', 1))
        assert key == "recipients[1].signing_key"
        assert "64 hexadecimal digits" in text
