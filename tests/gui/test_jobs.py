"""Work leaves the interface's thread, and its results come back to it."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from studio.ui.jobs import Task, Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("test")
    yield made
    made.stop()


def test_a_result_comes_back_on_the_thread_that_asked(qtbot: QtBot, worker: Worker) -> None:
    heard: list[tuple[object, QThread]] = []
    names: list[str] = []

    def work(_: Task) -> int:
        names.append(threading.current_thread().name)
        return 7

    worker.submit(work, on_done=lambda value: heard.append((value, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(7, QThread.currentThread())]
    assert names[0].startswith("test")


def test_jobs_are_done_in_order(qtbot: QtBot, worker: Worker) -> None:
    heard: list[int] = []
    for number in range(50):
        worker.submit(partial(lambda number, _: number, number), on_done=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 50)
    assert heard == list(range(50))


def test_an_error_is_told(qtbot: QtBot, worker: Worker) -> None:
    heard: list[BaseException] = []

    def work(_: Task) -> None:
        raise OSError("no")

    worker.submit(work, on_failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], OSError)


def test_progress_is_told_before_the_result(qtbot: QtBot, worker: Worker) -> None:
    heard: list[object] = []

    def work(task: Task) -> str:
        task.report(1, 2)
        return "done"

    worker.submit(work, on_done=heard.append, on_progress=lambda done, total: heard.append((done, total)))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [(1, 2), "done"]


def test_parts_are_told_before_the_result(qtbot: QtBot, worker: Worker) -> None:
    heard: list[object] = []

    def work(task: Task) -> str:
        task.hand_over("first")
        return "done"

    worker.submit(work, on_done=heard.append, on_part=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["first", "done"]


def test_whoever_leaves_is_told_nothing_and_waits_for_nobody(qtbot: QtBot) -> None:
    heard: list[object] = []
    go = threading.Event()
    worker = Worker("left")
    worker.submit(lambda _: go.wait(10), on_done=heard.append)
    worker.submit(lambda _: 1, on_done=heard.append)
    worker.leave()
    go.set()
    qtbot.waitUntil(lambda: not any(thread.name.startswith("left") for thread in threading.enumerate()))
    assert heard == []


def test_a_widget_that_was_destroyed_hears_nothing(qtbot: QtBot, worker: Worker) -> None:
    class Asking(QObject):
        heard = 0

        def hear(self, _: object) -> None:
            Asking.heard += 1

    asking, over, go = Asking(), threading.Event(), threading.Event()

    def work(_: Task) -> None:
        go.wait(10)
        over.set()

    worker.submit(work, on_done=asking.hear)
    shiboken6.delete(asking)
    go.set()
    after: list[object] = []
    worker.submit(lambda _: None, on_done=after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert over.is_set()
    assert Asking.heard == 0


def test_nothing_is_heard_of_a_job_that_was_called_off(qtbot: QtBot, worker: Worker) -> None:
    heard: list[object] = []
    go = threading.Event()
    ended = threading.Event()

    def work(task: Task) -> str:
        go.wait(10)
        try:
            task.report(1, 2)
        finally:
            ended.set()
        return "done"

    job = worker.submit(work, on_done=heard.append, on_progress=lambda *told: heard.append(told))
    job.cancel()
    go.set()
    worker.submit(lambda _: None, on_done=lambda _: heard.append("next"))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["next"]
