import numpy as np
import pytest

from studio.demo.editing import EDITS, in_episode, seconds, some_of
from studio.demo.scenes import SCENES


def test_a_moment_comes_as_much_earlier_as_was_cut_before_it() -> None:
    cuts = [(0, 5), (10, 20)]
    assert [in_episode(at_ns, cuts) for at_ns in (5, 8, 10, 15, 20, 30)] == [0, 3, 5, 5, 5, 15]


def test_of_many_pictures_some_are_read_the_first_and_the_last_among_them() -> None:
    pictures = [np.full((1, 1, 3), number, np.uint8) for number in range(100)]
    assert [int(picture[0, 0, 0]) for picture in some_of(pictures, 4)] == [0, 33, 66, 99]
    assert len(some_of(pictures[:3], 4)) == 3


@pytest.mark.parametrize(("at_ns", "said"), [(-1, "0.000"), (12_345_000_000, "12.345")])
def test_a_time_is_written_as_the_command_line_reads_it(at_ns: int, said: str) -> None:
    assert seconds(at_ns) == said


def test_every_scene_with_something_to_redact_is_edited() -> None:
    assert {scene.task_id for scene in SCENES if scene.redacted} == set(EDITS)


def test_what_is_redacted_was_typed() -> None:
    for scene in SCENES:
        assert scene.redacted in "".join(scene.typed)
