import pytest

from recorder.episode.gestures import Gestures


@pytest.mark.parametrize("values", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_a_negative_setting_is_refused(values: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="never negative"):
        Gestures(*values)
