"""In which sizes, colours and languages the app is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from studio.settings import Look


@dataclass(frozen=True, slots=True)
class Sitting:
    """One way to look at everything.

    Attributes:
        name: Of its folder.
        width: Of the screen, in its own pixels.
        height: As above.
        look: The colours.
        scale: How many pixels of the screen one of the app's is wide.
        language: A BCP 47 tag.
    """

    name: str
    width: int
    height: int
    look: Look
    scale: int = 1
    language: str = "en"


_ALL: Final = (
    Sitting("light", 1280, 720, Look.LIGHT),
    Sitting("dark", 1280, 720, Look.DARK),
    Sitting("large", 1920, 1080, Look.LIGHT),
    Sitting("scaled", 2560, 1440, Look.DARK, scale=2),
    Sitting("contrast", 1280, 720, Look.HIGH_CONTRAST),
    Sitting("german", 1280, 720, Look.LIGHT, language="de"),
)
SITTINGS: Final[Mapping[str, Sitting]] = {each.name: each for each in _ALL}
