"""All applications that replays are proved with."""

from typing import Final

from tests.applications.browser import BROWSER
from tests.applications.calculator import CALCULATOR
from tests.applications.dialogs import DIALOGS
from tests.applications.drawing import DRAWING
from tests.applications.editor import EDITOR
from tests.applications.listing import LISTING
from tests.applications.terminal import TERMINAL
from tests.rigs.recorded_tasks import RecordedTask

ALL_TASKS: Final[tuple[RecordedTask, ...]] = (
    EDITOR,
    TERMINAL,
    CALCULATOR,
    LISTING,
    BROWSER,
    DIALOGS,
    DRAWING,
)
