"""Progress is told no oftener than anybody can see, and a work that is called off ends at once."""

import pytest

from studio.ui.jobs import CancelledError, Task
from studio.ui.models.paced import paced


def test_of_many_steps_few_are_told_and_the_last_always() -> None:
    told: list[object] = []
    tell = paced(Task(told.append))
    for done in range(10_001):
        tell(done, 10_000)
    assert 2 <= len(told) < 100
    assert "done=10000" in repr(told[-1])


def test_a_work_that_is_called_off_ends_with_its_next_step() -> None:
    task = Task(lambda _: None)
    tell = paced(task)
    tell(0, 10)
    task.call_off()
    with pytest.raises(CancelledError):
        tell(1, 10)
