"""How a recording ended."""

from enum import StrEnum


class EndReason(StrEnum):
    """Why a recording is over."""

    STOPPED = "stopped"
    TIME_IS_UP = "time_is_up"
    CONSENT_ENDED = "consent_ended"
    DISK_FULL = "disk_full"
    DISK_TOO_SLOW = "disk_too_slow"
    STORAGE_FAILED = "storage_failed"
    SCREEN_GONE = "screen_gone"
    SCREEN_UNREADABLE = "screen_unreadable"
    INDICATOR_GONE = "indicator_gone"
    CRASHED = "crashed"
    DESTROYED = "destroyed"
