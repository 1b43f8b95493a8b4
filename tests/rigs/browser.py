"""A real browser without a window, driven through a pipe: opens a page, presses keys, asks what it shows.

Speaks Chromium's own protocol over two descriptors (``--remote-debugging-pipe``): nothing listens on a port.
What a page asks for, or is refused, is told.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final, Self

PROGRAM: Final = next(
    (found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None
)
_END: Final = b"\0"
_KEYS: Final = {"ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9, " ": 32}


class Browser:
    """One page at a time.

    Attributes:
        told: What the browser said of the page: refused scripts, failed loads, errors.
        asked_for: Every address that the page asked for, its own excepted.
    """

    def __init__(self, *, width: int = 1280, height: int = 720, dark: bool = False) -> None:
        self.told: list[str] = []
        self.asked_for: list[str] = []
        self._home = tempfile.TemporaryDirectory(prefix="assent-browser-")
        to_it, self._write = os.pipe()
        self._read, from_it = os.pipe()
        self._number = 0
        self._rest = b""
        assert PROGRAM is not None
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            "--no-first-run",
        ]
        flags += [f"--user-data-dir={self._home.name}", "--hide-scrollbars", "--disable-extensions"]
        # The program reads what it is told from descriptor 3 and answers on 4.
        shell = f'exec 3</dev/fd/{to_it} 4>/dev/fd/{from_it}; exec "$0" "$@"'
        self._process = subprocess.Popen(
            ["sh", "-c", shell, PROGRAM, *flags, "about:blank"],
            pass_fds=(to_it, from_it),
            env={"PATH": os.environ["PATH"], "HOME": self._home.name, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_it)
        os.close(from_it)
        try:
            self._begin(width, height, dark=dark)
        except BaseException:
            self.__exit__()
            raise

    def _begin(self, width: int, height: int, *, dark: bool) -> None:
        target = self._call("Target.createTarget", {"url": "about:blank"}, session=False)["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True}, session=False)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self.resize(width, height)
        self.wear(dark=dark)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._write)
        os.close(self._read)
        self._process.terminate()
        self._process.wait(10)
        self._home.cleanup()

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", size)

    def wear(self, *, dark: bool) -> None:
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", {"features": [feature]})

    def run_scripts(self, *, may: bool) -> None:
        self._call("Emulation.setScriptExecutionDisabled", {"value": not may})

    def open(self, path: Path, at: str = "") -> None:
        # A page that is open already would only be scrolled.
        self._call("Page.navigate", {"url": "about:blank"})
        self._call("Page.navigate", {"url": path.as_uri() + at})
        self._wait_for("Page.loadEventFired")

    def ask(self, script: str) -> Any:  # noqa: ANN401 - whatever the page answers
        answer = self._call("Runtime.evaluate", {"expression": script, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        code = _KEYS.get(key, ord(key[0].upper()))
        values = {"key": key, "windowsVirtualKeyCode": code}
        typed = {"text": key} if len(key) == 1 else {}
        self._call("Input.dispatchKeyEvent", {"type": "keyDown", **values, **typed})
        self._call("Input.dispatchKeyEvent", {"type": "keyUp", **values})

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        for kind, (x, y), down in (
            ("mousePressed", start, 1),
            ("mouseMoved", end, 1),
            ("mouseReleased", end, 0),
        ):
            where = {"type": kind, "x": x, "y": y, "button": "left", "buttons": down, "clickCount": 1}
            self._call("Input.dispatchMouseEvent", where)

    def click(self, selector: str) -> None:
        box = self.ask(
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect(); "
            f"return [b.x + b.width / 2, b.y + b.height / 2]; }})(document.querySelector({selector!r}))"
        )
        self.drag((box[0], box[1]), (box[0], box[1]))
        # A link's own events come after the click's.
        settled = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
        self._call("Runtime.evaluate", {"expression": settled, "awaitPromise": True})

    def wait_until_told(self, words: str) -> None:
        while not any(words in said.lower() for said in self.told):
            self._next()

    def picture(self, *, whole: bool = False) -> bytes:
        options = {"format": "png", "captureBeyondViewport": whole}
        return base64.b64decode(self._call("Page.captureScreenshot", options)["data"])

    def _call(self, method: str, values: dict[str, Any] | None = None, *, session: bool = True) -> Any:  # noqa: ANN401
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values or {}}
        if session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + _END)
        while True:
            said = self._next()
            if said.get("id") == self._number:
                assert "error" not in said, said
                return said["result"]

    def _wait_for(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def _next(self) -> dict[str, Any]:
        while _END not in self._rest:
            part = os.read(self._read, 1 << 20)
            assert part, "the browser has ended"
            self._rest += part
        line, _, self._rest = self._rest.partition(_END)
        said: dict[str, Any] = json.loads(line)
        self._note(said)
        return said

    def _note(self, said: dict[str, Any]) -> None:
        values = said.get("params", {})
        match said.get("method"):
            case "Log.entryAdded":
                self.told.append(values["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.told.append(values["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled":
                self.told.append(str(values["args"]))
            case "Network.requestWillBeSent":
                url = values["request"]["url"]
                if not url.startswith(("file:", "data:", "about:")):
                    self.asked_for.append(url)
