"""The errors a person can mend.

Everything else that is raised is a bug and is shown by one handler, once. Neither kind ever holds captured
content: no typed text, no title, no picture.
"""


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
