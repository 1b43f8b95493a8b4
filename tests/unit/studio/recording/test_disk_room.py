from studio.recording.disk_room import LOW_NS, DiskRoom

S = 10**9
MB = 10**6


def room(written_a_second: int, *, free_bytes: int | None, seconds: int = 30) -> DiskRoom:
    made = DiskRoom()
    for second in range(seconds):
        made.observe(recorded_ns=second * S, written_bytes=second * written_a_second, free_bytes=free_bytes)
    return made


def test_nothing_is_said_of_a_disk_that_was_not_asked() -> None:
    assert room(MB, free_bytes=None).left_ns is None


def test_the_pace_of_the_last_minute_decides() -> None:
    made = room(MB, free_bytes=364 * MB, seconds=600)
    assert made.left_ns == 300 * S
    for second in range(600, 700):
        made.observe(recorded_ns=second * S, written_bytes=600 * MB, free_bytes=None)
    assert made.left_ns is not None
    assert made.left_ns > LOW_NS


def test_a_still_screen_promises_no_endless_room() -> None:
    left_ns = room(0, free_bytes=70 * MB).left_ns
    assert left_ns == 300 * S


def test_what_closing_needs_is_no_room() -> None:
    assert room(MB, free_bytes=10 * MB).left_ns == 0
