"""Each application, recorded once and replayed: what must pass passes, and what is other is named."""

from pathlib import Path

import pytest

from tests.applications.registered import ALL_TASKS
from tests.rigs.recorded_tasks import RecordedTask, record_task

# One test for each, since its recording is what costs most. A crowded machine takes several times as long.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("task", ALL_TASKS, ids=lambda task: task.name)
def test_a_replay_passes_and_a_planted_change_is_named(task: RecordedTask, tmp_path: Path) -> None:
    recorded = record_task(task, tmp_path / "recorded")
    replayed = recorded.replayed()
    assert replayed.passes, replayed.told()
    for plant in task.plants:
        if plant.is_quick:
            replayed = recorded.replayed(plant)
            assert plant.verdict_is_right(replayed), f"{plant.name}: {replayed.told()}"
