"""Each application, recorded once and replayed: what must pass passes, and what is other is named."""

import pytest

from tests.applications.registered import ALL_TASKS
from tests.rigs.recorded_tasks import Plant, Recorded, RecordedTask, Replayed, record_task

# One test for each, since its recording is what costs most. A crowded machine takes several times as long.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_TRIES = 3
"""Of ``make reliability`` 99 of 100 replays must pass. Here two of three must, unless the first one does."""


@pytest.mark.parametrize("task", ALL_TASKS, ids=lambda task: task.name)
def test_a_replay_passes_and_a_planted_change_is_named(
    task: RecordedTask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Short: a browser's socket lies below it.
    recorded = record_task(task, tmp_path_factory.mktemp("r") / "r")
    _check(recorded, None)
    for plant in task.plants:
        if plant.is_quick:
            _check(recorded, plant)


def _check(recorded: Recorded, plant: Plant | None) -> None:
    def is_right(replayed: Replayed) -> bool:
        return replayed.passes if plant is None else plant.verdict_is_right(replayed)

    first = recorded.replayed(plant)
    if is_right(first):
        return
    others = [recorded.replayed(plant) for _ in range(_TRIES - 1)]
    name = "unchanged" if plant is None else plant.name
    assert all(map(is_right, others)), f"{name}: {first.told()}"
