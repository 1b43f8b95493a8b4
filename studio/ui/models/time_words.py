"""Times and lengths in the person's language and in human units."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDate, QDateTime, QLocale

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from studio.ui.words import tr

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600


def length_words(duration_ns: int) -> str:
    """A length, such as ``12.4 s``, ``5 min 31 s`` or ``1 h 2 min``."""
    seconds = duration_ns / NS_PER_SECOND
    if round(seconds, 1) < _MINUTE_S:
        return tr("{seconds} s", seconds=QLocale().toString(seconds, "f", 1))
    whole = round(seconds)
    if whole < _HOUR_S:
        return tr("{minutes} min {seconds} s", minutes=whole // _MINUTE_S, seconds=whole % _MINUTE_S)
    minutes = round(seconds / _MINUTE_S)
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def short_length_words(duration_ns: int) -> str:
    """A length that may be shorter than a second: ``340 ms``, else as ``length_words``."""
    if duration_ns < NS_PER_SECOND:
        return tr("{ms} ms", ms=duration_ns // NS_PER_MS)
    return length_words(duration_ns)


def factor_words(factor: float) -> str:
    """How many times as fast: ``0.5``, in German ``0,5``."""
    return QLocale().toString(float(factor), "g", 3)


def when_words(moment: datetime, now: datetime | None = None) -> str:
    """A wall time in the person's own zone: ``today 14:02``, ``yesterday 09:10``, or a date and a time."""
    local = moment.astimezone()
    today = (now or datetime.now(UTC)).astimezone().date()
    locale = QLocale()
    shown = QDateTime.fromSecsSinceEpoch(round(moment.timestamp()))
    clock = locale.toString(shown, "HH:mm")
    if local.date() == today:
        return tr("today {time}", time=clock)
    if local.date() == today - timedelta(days=1):
        return tr("yesterday {time}", time=clock)
    return tr("{date}, {time}", date=locale.toString(shown, tr("d MMM yyyy")), time=clock)


def day_words(day: date) -> str:
    """A day, such as ``31 December 2030``; of a moment, in the person's own zone."""
    local = day.astimezone().date() if isinstance(day, datetime) else day
    return QLocale().toString(QDate(local.year, local.month, local.day), tr("d MMMM yyyy"))


def size_words(size_bytes: int) -> str:
    """A size, such as ``12.3 MB``; thousands, as disks and file managers count."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
