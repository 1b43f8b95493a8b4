"""QA checks what was shared in the real app and sends it back to a real S3 server: its contributor hears."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from replay.displays.private import PrivateDesktop
from studio.demo.s3_server import S3Key, S3Server
from studio.demo.search import find_words
from tests.rigs.app import RealApp
from tests.rigs.reviewing import CONTRIBUTOR, QUINN, Reviewing, make_reviewing
from tests.rigs.sharing import SECRET

WHY = "Quokkabutton is gone after the third step"
Begin = Callable[[str, S3Key], RealApp]


@pytest.fixture
def rig(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    def sign_in(who: str) -> None:
        for name, value in (s3.contributor if who == CONTRIBUTOR else s3.reader).environment().items():
            monkeypatch.setenv(name, value)

    url = s3.url(s3.fresh_place())
    return make_reviewing(
        tmp_path / "people", (QUINN,), store_url=url, sign_in=sign_in, now=datetime.now(UTC)
    )


@pytest.fixture
def begin(rig: Reviewing, desktop: PrivateDesktop, tmp_path: Path) -> Iterator[Begin]:
    """Starts the app of somebody with a key for the store, unlocked."""
    begun: list[RealApp] = []

    def start(who: str, key: S3Key) -> RealApp:
        app = RealApp(desktop, tmp_path / f"of {who}")
        begun.append(app)
        app.start(environment={"ASSENT_HOME": str(rig.world / who), **key.environment()})
        app.unlock(SECRET)
        return app

    yield start
    for app in begun:
        app.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_from_a_real_check_to_the_contributors_library(begin: Begin, s3: S3Server, tmp_path: Path) -> None:
    app = begin(QUINN.identity.name, s3.reviewer)
    app.click("Received")
    app.see("Write a short letter.*", role="cell")
    app.keys("Down", "ctrl+k")
    app.see("Comment", role="text", seconds=120)
    app.click_at(*app.see("Comment", role="text").middle)
    app.type(WHY)
    app.keys("alt+b")
    app.see("It is in the store.*")
    app.see(f".*{WHY}.*", role="label")
    # What is being written when the session ends keeps nothing open.
    app.click("Change my mind")
    app.see("Comment", role="text")
    app.type(" or not")
    assert app.end() == 0
    assert app.said == ""
    app = begin(CONTRIBUTOR, s3.listener)
    app.see("News of a recording: Sent back by Quinn.")
    app.click("Show in the library")
    app.see(".*Sent back by Quinn.*", role="cell")
    app.keys("Down")
    app.see("What readers said", role="text")
    app.wait_until_gone("News of a recording.*")
    assert app.end() == 0
    assert app.said == ""
    assert find_words([tmp_path, s3.data, s3.log], ("Quokkabutton",)) == ()
