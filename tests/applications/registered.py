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

TESTED_TASKS: Final[tuple[RecordedTask, ...]] = (EDITOR, TERMINAL, CALCULATOR, LISTING, BROWSER, DIALOGS)
"""What every run of the tests replays."""

ALL_TASKS: Final[tuple[RecordedTask, ...]] = (*TESTED_TASKS, DRAWING)
"""And what the long run replays besides: the drawing program's icon in its title bar comes late, or never, so
that two of ten replays are judged different there."""
