"""A report as a real browser shows it: what it runs and asks for, how it is gone through, what it draws."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from replay.report.run_page import run_page
from replay.report.writing import write_index, write_run
from replay.verdict import VerdictKind
from tests.rigs.browser import PROGRAM, Browser
from tests.rigs.png import read_png
from tests.rigs.replay_record import DESKTOP, HIDDEN, HOSTILE, SQUARE, WINDOW, drawn_run, run_of

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")

CURRENT: Final = "document.querySelector('.step.current').id"
WHITE: Final = (255, 255, 255)
BLACK: Final = (0, 0, 0)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "plain.html").write_text(run_page(drawn_run()))
    (folder / "hostile.html").write_text(run_page(drawn_run(words=HOSTILE)))
    return folder


@pytest.fixture(scope="module")
def only_browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(only_browser: Browser) -> Browser:
    only_browser.told.clear()
    only_browser.asked_for.clear()
    only_browser.run_scripts(may=True)
    only_browser.resize(1280, 720)
    only_browser.wear(dark=False)
    return only_browser


class Shown:
    """What a picture of the desktop looks like on the page."""

    def __init__(self, browser: Browser, look: str) -> None:
        browser.ask(
            f"document.querySelector('.step.current .after .{look} svg').scrollIntoView({{block: 'end'}})"
        )
        box = browser.ask(
            f"(b => [b.x, b.y, b.width])(document.querySelector('.step.current .after .{look} svg')"
            ".getBoundingClientRect())"
        )
        self._left, self._top, width = box
        self._scale = width / DESKTOP.width
        self.pixels: NDArray[np.uint8] = read_png(browser.picture())

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self._left + x * self._scale, self._top + y * self._scale

    def colour(self, x: float, y: float) -> tuple[int, ...]:
        column, row = self.place(x, y)
        return tuple(int(part) for part in self.pixels[round(row), round(column)])


def test_hostile_words_run_nothing_and_ask_for_nothing(browser: Browser, pages: Path) -> None:
    browser.open(pages / "hostile.html")
    assert browser.ask("window.taken") is None
    assert "window.taken" in browser.ask("document.querySelector('h1').textContent")
    assert browser.told == []
    assert browser.asked_for == []


def test_what_got_into_a_page_by_another_way_is_refused_by_the_page(browser: Browser, pages: Path) -> None:
    page = (pages / "plain.html").read_text()
    planted = "<script>window.taken = 1</script><style>h1{display:none}</style>"
    planted += "<img src=x onerror='window.taken = 2'>"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        there = f"http://127.0.0.1:{server.getsockname()[1]}"
        planted += f"<img src={there}/seen><form action={there}/><input></form>"
        (pages / "planted.html").write_text(page.replace("<header>", f"{planted}<header>"))
        browser.open(pages / "planted.html")
        assert browser.ask("window.taken") is None
        assert browser.ask("getComputedStyle(document.querySelector('h1')).display") == "block"
        with pytest.raises(BlockingIOError):
            server.accept()
        # Asked to send, a browser may connect at once; it sends nothing, and says that it was refused.
        browser.ask("document.querySelector('form').submit()")
        assert browser.ask("document.querySelector('form') !== null")
    for kind in ("inline script", "inline event handler", "inline style", "loading the image", "form data"):
        browser.wait_until_told(kind)


def test_it_opens_at_the_first_failure_and_keys_go_from_step_to_step(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html")
    assert browser.ask(CURRENT) == "step-4"
    assert browser.ask("[...document.querySelectorAll('.step')].filter(s => s.offsetParent).length") == 1
    for key, step in (
        ("j", 5),
        ("ArrowDown", 6),
        ("k", 5),
        ("ArrowUp", 4),
        ("n", 6),
        ("n", 7),
        ("n", 7),
        ("N", 6),
    ):
        browser.press(key)
        assert browser.ask(CURRENT) == f"step-{step}", key
    assert browser.ask("location.hash") == "#step-6"
    assert browser.ask("document.activeElement.closest('.step').id") == "step-6"
    assert browser.ask("document.querySelector('.list [aria-current]').hash") == "#step-6"
    assert browser.ask("document.querySelector('.chart [aria-current]').getAttribute('href')") == "#step-6"


def test_a_link_to_a_step_opens_it(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html", "#step-2")
    assert browser.ask(CURRENT) == "step-2"
    browser.click(".chart a[href='#step-5']")
    assert browser.ask(CURRENT) == "step-5"
    browser.click(".list a[href='#step-1']")
    assert browser.ask(CURRENT) == "step-1"


def test_only_failures_are_shown_and_gone_through_when_that_is_asked_for(
    browser: Browser, pages: Path
) -> None:
    browser.open(pages / "plain.html", "#step-2")
    browser.press("f")
    shown = (
        "[...document.querySelectorAll('.list li')].filter(r => r.offsetParent).map(r => r.firstChild.hash)"
    )
    assert browser.ask(shown) == ["#step-4", "#step-6", "#step-7"]
    assert browser.ask(CURRENT) == "step-4"
    browser.press("j")
    assert browser.ask(CURRENT) == "step-6"
    browser.press("f")
    assert len(browser.ask(shown)) == 7
    browser.click("#show-late")
    assert browser.ask(shown) == ["#step-2"]


def test_the_slider_shows_the_recording_left_of_it_and_the_replay_right_of_it(
    browser: Browser, pages: Path
) -> None:
    browser.open(pages / "plain.html")
    browser.press("m")
    inside = (SQUARE.x + 40, SQUARE.y + 10)
    assert Shown(browser, "actual").colour(*inside) == BLACK
    for _ in range(6):
        browser.press("ArrowRight")
    shown = Shown(browser, "actual")
    assert shown.colour(*inside) == WHITE
    browser.drag(shown.place(550, 300), shown.place(SQUARE.x + 20, 300))
    shown = Shown(browser, "actual")
    assert shown.colour(SQUARE.x + 10, SQUARE.y + 10) == WHITE
    assert shown.colour(*inside) == BLACK
    assert browser.ask("Number(document.querySelector('.current .split').value)") == pytest.approx(
        65.6, abs=1
    )


def test_the_slider_is_moved_by_arrows_when_it_has_the_keyboard(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html")
    browser.ask("document.querySelector('.current .after .split').focus()")
    browser.press("ArrowRight")
    assert browser.ask("document.querySelector('.current').style.getPropertyValue('--split')") == "51%"
    assert browser.ask(CURRENT) == "step-4"


def test_the_difference_shows_what_differs_and_no_more(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html")
    browser.press("m")
    browser.press("3")
    shown = Shown(browser, "difference")
    red, green, blue = shown.colour(SQUARE.x + 40, SQUARE.y + 40)
    assert red > green > blue
    for place in ((WINDOW.x + 60, WINDOW.y + 200), (10, 10), (SQUARE.x - 6, SQUARE.y + 40)):
        assert len(set(shown.colour(*place))) == 1, place


def test_what_moved_is_compared_where_it_was(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html", "#step-3")
    browser.press("m")
    browser.press("3")
    shown = Shown(browser, "difference")
    for x in (WINDOW.x + 4, WINDOW.x + 60, WINDOW.right - 40):
        assert len(set(shown.colour(x, 200))) == 1, x


def test_what_nobody_may_compare_is_hatched(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html", "#step-5")
    browser.press("4")
    shown = Shown(browser, "expected")
    hatched = {shown.colour(x, HIDDEN.y + 10) for x in range(HIDDEN.x + 20, HIDDEN.right - 20)}
    assert len(hatched) > 1
    assert WHITE not in hatched


def test_before_and_after_and_every_view_are_a_key_away(browser: Browser, pages: Path) -> None:
    browser.open(pages / "plain.html")
    seen = (
        "[...document.querySelectorAll('.current figure')].filter(f => f.offsetParent).map(f => f.className)"
    )
    for key, figures in (
        ("1", ["expected", "actual"]),
        ("2", ["expected", "actual"]),
        ("3", ["difference"]),
        ("4", ["expected"]),
        ("5", ["actual"]),
    ):
        browser.press(key)
        assert browser.ask(seen) == figures, key
    moments = "[...document.querySelectorAll('.current .moment')]"
    moment = f"{moments}.filter(m => m.offsetParent).map(m => m.classList[1])"
    for key in ("b", "a"):
        browser.press(key)
        assert browser.ask(moment) == [{"b": "before", "a": "after"}[key]]
    box = "document.querySelector('.current .after .actual svg').getAttribute('viewBox')"
    assert browser.ask(box) == "0 0 640 400"
    browser.press("z")
    left, top, width, height = map(int, browser.ask(box).split())
    assert left <= SQUARE.x < SQUARE.right <= left + width < 640
    assert top <= SQUARE.y < SQUARE.bottom <= top + height
    browser.press("z")
    size = "document.querySelector('.current .after .actual svg').getBoundingClientRect().width"
    assert browser.ask(size) == 640


def test_without_scripts_all_steps_stand_below_each_other(browser: Browser, pages: Path) -> None:
    browser.run_scripts(may=False)
    browser.open(pages / "plain.html")
    browser.run_scripts(may=True)
    assert browser.ask("[...document.querySelectorAll('.step')].every(s => s.offsetParent)")
    beside = "[...document.querySelectorAll('#step-1 .after figure')].filter(f => f.offsetParent)"
    first, second = browser.ask(f"{beside}.map(f => f.getBoundingClientRect().x)")
    assert first < second


@pytest.mark.parametrize("width", [360, 800, 1280, 1920])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wider_than_the_window(browser: Browser, pages: Path, width: int, *, dark: bool) -> None:
    write_run(pages / "many", drawn_run(words=HOSTILE))
    write_run(pages / "many", run_of(VerdictKind.SAME, run_id="second"))
    browser.resize(width, 720)
    browser.wear(dark=dark)
    for page in (pages / "hostile.html", write_index(pages / "many")):
        browser.open(page)
        assert browser.ask("document.documentElement.scrollWidth") <= width, page.name
        small = browser.ask(
            "[...document.querySelectorAll('label, .list a, summary')].filter(e => e.offsetParent)"
            ".filter(e => e.getBoundingClientRect().height < 28).map(e => e.textContent)"
        )
        assert small == []
        ground = browser.ask("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(22, 25, 29)" if dark else "rgb(246, 247, 249)")


def test_an_index_is_filtered_without_a_script(browser: Browser, pages: Path) -> None:
    folder = pages / "filtered"
    write_run(folder, drawn_run())
    write_run(folder, run_of(VerdictKind.SAME, run_id="second"))
    browser.open(write_index(folder))
    rows = "[...document.querySelectorAll('tbody tr')].filter(r => r.offsetParent).map(r => r.className)"
    assert browser.ask(rows) == ["different", "same"]
    browser.click("#show-same")
    assert browser.ask(rows) == ["same"]
    assert browser.ask("document.scripts.length") == 0
    assert browser.told == []


def test_a_run_of_many_steps_opens_and_is_gone_through_at_once(browser: Browser, pages: Path) -> None:
    record = drawn_run()
    steps = tuple(
        replace(record.steps[number % 3], number=number, recorded_ns=number, planned_ns=number * 10**8)
        for number in range(1, 2_001)
    )
    (pages / "long.html").write_text(run_page(replace(record, steps=steps)))
    browser.open(pages / "long.html", "#step-1990")
    assert browser.ask(CURRENT) == "step-1990"
    spent = browser.ask(
        "(() => { const at = performance.now(); for (let n = 0; n < 10; n++) { "
        "dispatchEvent(new KeyboardEvent('keydown', {key: 'k'})); document.body.offsetHeight; } "
        "return (performance.now() - at) / 10; })()"
    )
    assert browser.ask(CURRENT) == "step-1980"
    # The app's own budget for an answer is 100 ms; a slow machine gets twice that.
    assert spent < 200
