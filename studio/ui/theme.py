"""Colours and measures: light, dark and high contrast, following the system.

The language of signs: red means *recording now* and nothing else; accent means selected; hatch means *will be
gone*; grey means idle; amber means look here. None of them stands alone: each comes with a shape or a word.
Every pair of text and ground keeps a contrast of 4.5:1 (WCAG 2.2, 1.4.3), which a test computes.

All distances are multiples of ``GRID``. A widget that paints itself asks ``theme()`` each time it paints, so
that a change of the system's colours needs nothing but a repaint; all others are dressed by ``dress``.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

GRID: Final = 8
"""Pixels; distances between things are multiples of it."""
TARGET: Final = 28
"""Pixels; nothing that can be clicked is smaller."""
MOTION_MS: Final = 150
"""Nothing moves for longer."""


class Appearance(StrEnum):
    """Which colours the person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours, as ``#rrggbb``.

    Attributes:
        is_dark: Whether the ground is darker than the text.
        ground: Behind everything.
        raised: Cards, the sidebar, fields.
        sunken: Behind the video and the timeline's lanes.
        line: Borders that only divide.
        edge: Borders of what can be clicked or typed into; 3:1 against the ground.
        text: Words.
        quiet: Words of less weight; still 4.5:1.
        accent: Selected, primary.
        on_accent: Words on accent.
        accent_wash: Behind what is selected.
        recording: Recording now, and nothing else.
        on_recording: Words on it.
        notice: Look here.
        notice_wash: Behind a notice.
        good: All is well.
        lane_*: What the timeline's lanes are drawn in; each also has its own shape.
        gone: The hatch over what will be gone.
    """

    is_dark: bool
    ground: str
    raised: str
    sunken: str
    line: str
    edge: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    accent_wash: str
    recording: str
    on_recording: str
    notice: str
    notice_wash: str
    good: str
    lane_pointer: str
    lane_keys: str
    lane_actions: str
    lane_windows: str
    lane_idle: str
    gone: str


LIGHT: Final = Theme(
    is_dark=False,
    ground="#f6f7f9",
    raised="#ffffff",
    sunken="#e9ecf0",
    line="#d8dde3",
    edge="#868e99",
    text="#1b1f24",
    quiet="#57606a",
    accent="#0b62c4",
    on_accent="#ffffff",
    accent_wash="#dcebfb",
    recording="#c4162a",
    on_recording="#ffffff",
    notice="#8a5300",
    notice_wash="#fdf1dc",
    good="#1a7037",
    lane_pointer="#5b7fa6",
    lane_keys="#3f8f7f",
    lane_actions="#4d5c9e",
    lane_windows="#b9c7d8",
    lane_idle="#c3c9d1",
    gone="#3c434b",
)
DARK: Final = Theme(
    is_dark=True,
    ground="#16191d",
    raised="#1f2328",
    sunken="#101215",
    line="#32383f",
    edge="#7b8490",
    text="#eceff3",
    quiet="#a6afba",
    accent="#6cb2ff",
    on_accent="#0a1a2b",
    accent_wash="#1d3550",
    recording="#ff6170",
    on_recording="#26060a",
    notice="#f0b45c",
    notice_wash="#3a2c14",
    good="#6fcf8e",
    lane_pointer="#7ea6d3",
    lane_keys="#67c2af",
    lane_actions="#98a7ee",
    lane_windows="#3b4a5c",
    lane_idle="#3a4048",
    gone="#c5ccd5",
)
HIGH_CONTRAST: Final = Theme(
    is_dark=True,
    ground="#000000",
    raised="#000000",
    sunken="#000000",
    line="#ffffff",
    edge="#ffffff",
    text="#ffffff",
    quiet="#ffffff",
    accent="#ffff00",
    on_accent="#000000",
    accent_wash="#3d3d00",
    recording="#ff8080",
    on_recording="#000000",
    notice="#ffc060",
    notice_wash="#332200",
    good="#80ff9f",
    lane_pointer="#80c8ff",
    lane_keys="#80ffd9",
    lane_actions="#c0c0ff",
    lane_windows="#404060",
    lane_idle="#555555",
    gone="#ffffff",
)

_MARKS: Final = (Path(__file__).parents[2] / "assets" / "icons").as_posix()
"""Style sheets take pictures from files only; these have colours that are seen on the grounds they lie on."""

_chosen = Appearance.SYSTEM


def choose_appearance(appearance: Appearance) -> None:
    """Wear these colours from now on; ``dress`` follows."""
    global _chosen  # noqa: PLW0603 - one look a process
    _chosen = appearance


def theme() -> Theme:
    """The colours in force now."""
    match _chosen:
        case Appearance.LIGHT:
            return LIGHT
        case Appearance.DARK:
            return DARK
        case Appearance.HIGH_CONTRAST:
            return HIGH_CONTRAST
        case Appearance.SYSTEM:
            hints = QGuiApplication.styleHints()
            return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def dress(app: QApplication) -> None:
    """Give the app its colours; call again when they change."""
    colours = theme()
    app.setPalette(_palette(colours))
    app.setStyleSheet(_style_sheet(colours))


def _palette(colours: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.raised,
        QPalette.ColorRole.AlternateBase: colours.sunken,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.edge,
        QPalette.ColorRole.Light: colours.raised,
        QPalette.ColorRole.Accent: colours.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.edge))
    return palette


def _style_sheet(colours: Theme) -> str:
    """One sheet for the whole app. Widgets say what they are by the dynamic property ``role``."""
    return f"""
    QWidget {{ color: {colours.text}; }}
    QMainWindow, QDialog {{ background: {colours.ground}; }}
    QToolTip {{ background: {colours.raised}; color: {colours.text}; border: 1px solid {colours.edge};
        padding: 4px 8px; }}
    QLabel[role="title"] {{ font-size: 20pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 13pt; font-weight: 600; }}
    QLabel[role="accent"] {{ color: {colours.accent}; font-weight: 600; }}
    QLabel[role="quiet"] {{ color: {colours.quiet}; }}
    QLabel[role="notice"] {{ color: {colours.notice}; background: {colours.notice_wash};
        border-left: 4px solid {colours.notice}; padding: 8px 12px; }}
    QFrame[role="notice"] {{ background: {colours.notice_wash}; border: 0;
        border-left: 4px solid {colours.notice}; }}
    QFrame[role="notice"] QLabel {{ color: {colours.text}; }}
    QFrame[role="done"] {{ background: {colours.raised}; border: 0; border-left: 4px solid {colours.good}; }}
    QFrame[role="preview"] {{ background: {colours.accent}; border: 0; }}
    QFrame[role="preview"] QLabel {{ color: {colours.on_accent}; font-weight: 600; }}
    QFrame[role="bar"] {{ background: {colours.raised}; border: 0; border-top: 1px solid {colours.line}; }}
    QLabel[role="key"] {{ background: {colours.sunken}; border: 1px solid {colours.edge};
        border-radius: 4px; padding: 2px 8px; }}
    QFrame[role="card"] {{ background: {colours.raised}; border: 1px solid {colours.line};
        border-radius: 8px; }}
    QFrame[role="card"]:focus {{ border: 2px solid {colours.accent}; }}
    QPushButton, QToolButton {{ background: {colours.raised}; border: 1px solid {colours.edge};
        border-radius: 6px; padding: 4px 14px; min-height: {TARGET - 10}px; }}
    QToolButton {{ padding: 4px 6px; }}
    QToolButton[role="flat"], QPushButton[role="flat"] {{ border-color: transparent;
        background: transparent; }}
    QPushButton:hover, QToolButton:hover {{ background: {colours.accent_wash}; }}
    QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {colours.accent_wash};
        border-color: {colours.accent}; }}
    QPushButton:checked {{ background: {colours.accent_wash}; border: 2px solid {colours.accent};
        padding: 3px 13px; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {colours.edge}; border-color: {colours.line};
        border-style: {"dashed" if colours is HIGH_CONTRAST else "solid"}; }}
    QToolButton[role="flat"]:disabled, QPushButton[role="flat"]:disabled {{ border-color: transparent; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {colours.accent}; padding: 3px 13px; }}
    QToolButton:focus {{ padding: 3px 5px; }}
    QPushButton[role="primary"] {{ background: {colours.accent}; color: {colours.on_accent};
        border-color: {colours.accent}; font-weight: 600; }}
    QPushButton[role="primary"]:focus {{ border-color: {colours.text}; }}
    QPushButton[role="primary"]:disabled {{ background: {colours.sunken}; color: {colours.quiet};
        border-color: {colours.line}; }}
    QPushButton[segment="first"], QPushButton[segment="middle"] {{ border-top-right-radius: 0;
        border-bottom-right-radius: 0; }}
    QPushButton[segment="middle"], QPushButton[segment="last"] {{ border-top-left-radius: 0;
        border-bottom-left-radius: 0; margin-left: -1px; }}
    QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QKeySequenceEdit {{
        background: {colours.raised}; border: 1px solid {colours.edge}; border-radius: 6px;
        padding: 4px 8px; min-height: {TARGET - 10}px; selection-background-color: {colours.accent};
        selection-color: {colours.on_accent}; }}
    QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
        border: 2px solid {colours.accent}; padding: 3px 7px; }}
    QLineEdit QToolButton {{ border: 0; padding: 0; min-height: 0; background: transparent; }}
    QAbstractItemView {{ background: {colours.raised}; border: 1px solid {colours.line};
        border-radius: 6px; selection-background-color: {colours.accent_wash};
        selection-color: {colours.text}; outline: 0; }}
    QListWidget[role="rows"]::item {{ min-height: {TARGET}px; padding: {GRID // 4}px 0; }}
    QHeaderView::section {{ background: {colours.raised}; color: {colours.quiet}; border: 0;
        border-bottom: 1px solid {colours.line}; padding: 6px 8px; }}
    QScrollArea {{ border: 0; background: transparent; }}
    QScrollBar {{ background: transparent; border: 0; margin: 0; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {colours.edge}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: {TARGET}px; }}
    QScrollBar::handle:horizontal {{ min-width: {TARGET}px; }}
    QScrollBar::handle:hover {{ background: {colours.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QSplitter::handle {{ background: {colours.ground}; }}
    QSplitter::handle:vertical {{ border-top: 1px solid {colours.line}; }}
    QSplitter::handle:horizontal {{ border-left: 1px solid {colours.line}; }}
    QSplitter::handle:hover {{ background: {colours.accent_wash}; }}
    QSlider:horizontal {{ min-height: {TARGET}px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {colours.edge}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {colours.accent}; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -6px 0; border-radius: 8px;
        background: {colours.raised}; border: 2px solid {colours.accent}; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {colours.accent}; }}
    QProgressBar {{ border: 0; border-radius: 3px; background: {colours.sunken}; max-height: 6px; }}
    QProgressBar::chunk {{ border-radius: 3px; background: {colours.accent}; }}
    QTabBar::tab {{ background: transparent; padding: 6px 12px; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ border-bottom-color: {colours.accent}; font-weight: 600; }}
    QTabWidget::pane {{ border: 0; }}
    QCheckBox, QRadioButton {{ min-height: {TARGET}px; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 16px; height: 16px; background: {colours.raised};
        border: 1px solid {colours.edge}; }}
    QCheckBox::indicator {{ border-radius: 4px; }}
    QRadioButton::indicator {{ border-radius: 9px; }}
    QCheckBox::indicator:checked {{ background: {colours.accent}; border-color: {colours.accent};
        image: url("{_MARKS}/check-{"dark" if colours.is_dark else "light"}-fixed.svg"); }}
    QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {colours.accent};
        background: {colours.on_accent}; }}
    QCheckBox:focus, QRadioButton:focus {{ outline: 0; text-decoration: underline; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {colours.text}; }}
    QComboBox::drop-down {{ border: 0; width: 24px; }}
    QComboBox::down-arrow, QSpinBox::down-arrow {{ image: url("{_MARKS}/arrow-down-fixed.svg");
        width: 12px; height: 12px; }}
    QSpinBox::up-arrow {{ image: url("{_MARKS}/arrow-up-fixed.svg"); width: 12px; height: 12px; }}
    QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: 24px; background: transparent; }}
    QFrame[role="line"] {{ background: {colours.line}; border: 0; }}
    QLabel[role="mono"] {{ font-family: monospace; }}
    QLabel[role="code"] {{ font-family: monospace; font-size: 16pt; font-weight: 600;
        background: {colours.raised}; border: 1px solid {colours.edge}; border-radius: 8px; padding: 16px; }}
    QFrame[role="theirs"] {{ background: {colours.sunken}; border-left: 4px solid {colours.edge}; }}
    QFrame[role="sidebar"] {{ background: {colours.raised}; border-right: 1px solid {colours.line}; }}
    QFrame[role="sidebar"] QToolButton {{ border-color: transparent; background: transparent;
        text-align: left; padding: 6px 10px; }}
    QFrame[role="sidebar"] QToolButton:hover {{ background: {colours.accent_wash}; }}
    QFrame[role="sidebar"] QToolButton:checked {{ background: {colours.accent_wash}; font-weight: 600;
        border-left: 3px solid {colours.accent}; padding-left: 8px; }}
    QFrame[role="sidebar"] QToolButton:focus {{ border: 2px solid {colours.accent}; padding: 5px 9px; }}
    """
