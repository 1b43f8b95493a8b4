"""Whose a study is, as the app asks it. The rule is the recorder's, since it guards a command of its."""

from recorder.study_owner import (
    OwnerChangedError,
    OwnerCheck,
    OwnerState,
    accept_owner,
    check_owner,
    refuse_other_owner,
)

__all__ = [
    "OwnerChangedError",
    "OwnerCheck",
    "OwnerState",
    "accept_owner",
    "check_owner",
    "refuse_other_owner",
]
