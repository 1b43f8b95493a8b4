"""What of this machine can be seen behind the wall: the system's programs, and Assent's own."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from recorder.vault.home import assent_home

_PACKAGES: Final = Path(__file__).parents[2]
# The only two of Assent's packages that a replay needs.
_OWN_PACKAGES: Final = ("recorder", "replay")

# Where a merged system has links into /usr, and another one has folders.
_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
# Of /etc, which holds passwords and the machine's name, what programs look and sound like.
_SETTINGS: Final = (
    "ImageMagick-6",
    "X11",
    "alternatives",
    "chromium",
    "chromium.d",
    "dbus-1",
    "dconf",
    "default/locale",
    "fonts",
    "glvnd",
    "gtk-2.0",
    "gtk-3.0",
    "gtk-4.0",
    "java-17-openjdk",
    "java-21-openjdk",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "libpaper.d",
    "libreoffice",
    "locale.alias",
    "localtime",
    "login.defs",
    "mime.types",
    "mailcap",
    "papersize",
    "pango",
    "python3",
    "python3.11",
    "python3.12",
    "python3.13",
    "qt5",
    "qt6",
    "qtchooser",
    "terminfo",
    "vulkan",
    "xdg",
)
_CACHES: Final = ("/var/cache/fontconfig",)


@dataclass(frozen=True, slots=True)
class Visible:
    """What is shown, at the place where it lies.

    Attributes:
        read_only: Folders and files that can be read.
        links: Links and where they point.
        hidden: Folders inside of those that are shown empty: a vault, a home.
    """

    read_only: tuple[Path, ...]
    links: tuple[tuple[Path, str], ...]
    hidden: tuple[Path, ...]


def visible() -> Visible:
    """What a replay on this machine needs to see: a list made anew each time, of what exists."""
    system = [Path(name) for name in _SYSTEM]
    links = tuple((path, str(path.readlink())) for path in system if path.is_symlink())
    folders = [path for path in system if path.is_dir() and not path.is_symlink()]
    settings = [Path("/etc") / name for name in _SETTINGS]
    caches = [Path(name) for name in _CACHES]
    packages = [_PACKAGES / name for name in _OWN_PACKAGES]
    python = [Path(sys.prefix), Path(sys.base_prefix)]
    shown = tuple(
        dict.fromkeys(path for path in (*folders, *settings, *caches, *python, *packages) if path.exists())
    )
    return Visible(shown, links, tuple(_inside(of_the_person(), shown)))


def of_the_person() -> Iterable[Path]:
    """Folders that are never shown, wherever the person has put them."""
    yield assent_home()
    yield Path.home()
    for folder in (
        platformdirs.user_config_dir(),
        platformdirs.user_data_dir(),
        platformdirs.user_cache_dir(),
        platformdirs.user_state_dir(),
    ):
        yield Path(folder)


def _inside(folders: Iterable[Path], shown: tuple[Path, ...]) -> Iterable[Path]:
    """Those of the folders that would be seen, since they lie in something that is shown."""
    for folder in dict.fromkeys(folders):
        for name in dict.fromkeys((folder, Path(os.path.realpath(folder)))):
            if name.is_dir() and any(name.is_relative_to(each) for each in shown):
                yield name
