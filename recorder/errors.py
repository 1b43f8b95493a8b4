"""The errors a person can mend.

Everything else that is raised is a bug and is shown by one handler, once. Neither kind ever holds captured
content: no typed text, no title, no picture.
"""

from pathlib import Path


class UserFacingError(Exception):
    """Something a person can mend.

    Args:
        happened: What happened, in one plain sentence.
        kept: What is safe; empty where nothing was at stake.
        mend: What to do now, in one plain sentence.
    """

    def __init__(self, happened: str, *, mend: str, kept: str = "") -> None:
        self.happened = happened
        self.kept = kept
        self.mend = mend
        super().__init__(" ".join(part for part in (happened, kept, mend) if part))


def where_of(error: BaseException) -> str:
    """What kind of fault and where, such as ``KeyError at plan.py:41``, to be told and logged.

    Without its text, which could hold what was captured.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
