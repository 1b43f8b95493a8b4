"""Frames: the changed pictures of one monitor, as encoded packets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Packet:
    """One encoded picture of one monitor.

    Attributes:
        monitor_id: Which monitor.
        at_ns: When the picture was taken.
        gop: The number of its group of pictures, rising from 0 through the session; a group decodes alone.
        is_key: Whether the group begins here.
        data: H.264 in Annex B, parameter sets on every key frame, no SEI.
    """

    monitor_id: int
    at_ns: int
    gop: int
    is_key: bool
    data: bytes
