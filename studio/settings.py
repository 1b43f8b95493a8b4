"""What the person set once and finds again: looks, language, locking, hotkeys, the window's place.

One small JSON file in the platform's folder for settings, or in ``ASSENT_CONFIG``. It is not encrypted, so
nothing that was captured, no name, no study and no path of theirs may ever stand in it. What is not
understood in it is left out, never guessed; what only a later version knows is kept as it is.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import platformdirs

from recorder.errors import UserFacingError
from recorder.recording.hotkeys import HotkeyError, chords_of
from recorder.recording.messages import Hotkeys
from recorder.vault.disk import make_private_folder, write_atomically

CONFIG_VARIABLE: Final = "ASSENT_CONFIG"
FEWEST_IDLE_MINUTES: Final = 1
MOST_IDLE_MINUTES: Final = 240
_FILE: Final = "settings.json"
_LONGEST: Final = 100_000
_PLACE_PARTS: Final = 4
_MOST_PIXELS: Final = 100_000
_MOST_COMMANDS: Final = 200
_MOST_KEYS: Final = 4
_LONGEST_KEY: Final = 40


class Look(StrEnum):
    """Which colours the person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class SettingsUnwritableError(UserFacingError):
    """The settings could not be kept."""

    def __init__(self) -> None:
        super().__init__(
            "Your settings could not be written.",
            kept="They hold until you close Assent.",
            mend="Free some space, or check your rights to the folder of the settings.",
        )


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the main window was.

    Attributes:
        x: Of its left edge, in pixels; may be negative.
        y: Of its upper edge.
        width: In pixels.
        height: In pixels.
        is_maximised: Whether it filled the screen.
    """

    x: int
    y: int
    width: int
    height: int
    is_maximised: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set.

    Attributes:
        look: Which colours.
        language: A BCP 47 tag; empty for the system's.
        idle_minutes: After how many minutes without a key or a pointer the vault is locked.
        lock_with_screen: Whether it is locked with the screen and before the machine sleeps.
        hotkeys: Of a recording, as chords.
        window: Where the main window was, or ``None``.
        looks_for_reviews: Whether stores are asked by itself what readers said of what the person shared.
        receives: Whether the person opens recordings of others, and so has a place for them.
        keys: Of the review page's commands, where the person changed them: portable key texts by the
            command's id. Ids that are not known here are kept.
        unknown: What a later version wrote; kept as it is.
    """

    look: Look = Look.SYSTEM
    language: str = ""
    idle_minutes: int = 10
    lock_with_screen: bool = True
    hotkeys: Hotkeys = field(default_factory=Hotkeys)
    window: WindowPlace | None = None
    looks_for_reviews: bool = True
    receives: bool = False
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)


def settings_path() -> Path:
    """Where the settings lie; need not exist yet."""
    chosen = os.environ.get(CONFIG_VARIABLE, "")
    folder = (
        Path(chosen).expanduser().absolute()
        if chosen
        else Path(platformdirs.user_config_dir("assent", appauthor=False))
    )
    return folder / _FILE


def read_settings(path: Path) -> Settings:
    """The settings; those that are missing or not understood are as if never set."""
    try:
        text = path.read_text("utf-8")
        held = json.loads(text) if len(text) <= _LONGEST else {}
    except (OSError, ValueError, RecursionError):
        return Settings()
    return _from_fields(held) if isinstance(held, dict) else Settings()


def write_settings(path: Path, settings: Settings) -> None:
    """Keep them, whole or not at all.

    Raises:
        SettingsUnwritableError: The disk refused.
    """
    document = {**settings.unknown, **_to_fields(settings)}
    try:
        make_private_folder(path.parent)
        write_atomically(path, (json.dumps(document, indent=2, sort_keys=True) + "\n").encode())
    except (OSError, UserFacingError) as error:
        raise SettingsUnwritableError from error


def _to_fields(settings: Settings) -> dict[str, Any]:
    return {
        "look": settings.look.value,
        "language": settings.language,
        "idle_minutes": settings.idle_minutes,
        "lock_with_screen": settings.lock_with_screen,
        "hotkeys": {name: getattr(settings.hotkeys, name) for name in _HOTKEYS},
        "window": None if settings.window is None else asdict(settings.window),
        "looks_for_reviews": settings.looks_for_reviews,
        "receives": settings.receives,
        "keys": {name: list(keys) for name, keys in settings.keys.items()},
    }


def _from_fields(held: dict[str, Any]) -> Settings:
    known = {each.name for each in fields(Settings)}
    settings = Settings(unknown={name: value for name, value in held.items() if name not in known})
    look, language = held.get("look"), held.get("language")
    if isinstance(look, str) and look in set(Look):
        settings = replace(settings, look=Look(look))
    if isinstance(language, str) and len(language) <= len("xx-Xxxx-XX-variant"):
        settings = replace(settings, language=language)
    minutes = held.get("idle_minutes")
    if type(minutes) is int and FEWEST_IDLE_MINUTES <= minutes <= MOST_IDLE_MINUTES:
        settings = replace(settings, idle_minutes=minutes)
    if type(with_screen := held.get("lock_with_screen")) is bool:
        settings = replace(settings, lock_with_screen=with_screen)
    if type(looks := held.get("looks_for_reviews")) is bool:
        settings = replace(settings, looks_for_reviews=looks)
    if type(receives := held.get("receives")) is bool:
        settings = replace(settings, receives=receives)
    return replace(
        settings,
        hotkeys=_hotkeys(held.get("hotkeys")),
        window=_window(held.get("window")),
        keys=_keys(held.get("keys")),
    )


_HOTKEYS: Final = ("toggle_pause", "off_the_record", "stop", "panic")


def _hotkeys(held: object) -> Hotkeys:
    """All of them, or those of the beginning: half of a person's chords could clash with half of ours."""
    if not isinstance(held, dict) or not all(isinstance(held.get(name), str) for name in _HOTKEYS):
        return Hotkeys()
    hotkeys = Hotkeys(**{name: held[name] for name in _HOTKEYS})
    try:
        chords_of(hotkeys)
    except HotkeyError:
        return Hotkeys()
    return hotkeys


def _keys(held: object) -> dict[str, tuple[str, ...]]:
    """All of them, or none, as with the hotkeys."""
    if not isinstance(held, dict) or len(held) > _MOST_COMMANDS:
        return {}
    keys = {}
    for name, texts in held.items():
        if not isinstance(texts, list) or len(texts) > _MOST_KEYS:
            return {}
        if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_KEY for text in texts):
            return {}
        keys[name] = tuple(texts)
    return keys


def _window(held: object) -> WindowPlace | None:
    if not isinstance(held, dict):
        return None
    numbers = [held.get(name) for name in ("x", "y", "width", "height")]
    whole = [number for number in numbers if type(number) is int and abs(number) <= _MOST_PIXELS]
    if len(whole) != _PLACE_PARTS or min(whole[2:]) <= 0:
        return None
    x, y, width, height = whole
    return WindowPlace(x, y, width, height, is_maximised=held.get("is_maximised") is True)
