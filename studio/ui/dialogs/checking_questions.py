"""What is asked before a check does more than usual, or is ended with the app."""

from studio.ui.dialogs.decision import Question
from studio.ui.words import tr, trn


def about_no_wall() -> Question:
    """Before recordings are replayed with nothing between them and the person's files."""
    return Question(
        tr("Check without a wall?"),
        (
            tr(
                "• A recording is somebody's hands on a keyboard. What it starts could read and change your "
                "files, and send them away."
            ),
            tr("• It still has a display of its own, and does not touch your mouse and keyboard."),
            tr("• It holds until the app is closed or the vault is locked."),
        ),
        tr("&Check without a wall"),
        tr("&Refuse"),
    )


def about_saving_report() -> Question:
    """Before what a check showed leaves the vault."""
    return Question(
        tr("Save the report in clear?"),
        (
            tr("• It holds pictures of the recording, before and after each step, and its study's name."),
            tr("• It is not encrypted: whoever gets the file can look at it."),
            tr("• It is out of reach of a withdrawal. If the recording is taken back, delete it yourself."),
        ),
        tr("&Save it"),
        tr("&Do not save it"),
    )


def about_unsent_answers() -> Question:
    """Before the app is closed while a comment is being written."""
    return Question(
        tr("Close without what you wrote?"),
        (
            tr("• You wrote a comment on a recording, and neither accepted it nor sent it back."),
            tr("• What you wrote is kept nowhere, and goes when Assent is closed."),
        ),
        tr("&Close"),
        tr("&Go on writing"),
    )


def about_ending_checks(running: int) -> Question:
    """Before the app is closed while something is checked."""
    return Question(
        trn("End the check that runs?", "End the {count} checks that run?", running),
        (
            tr("• What runs now is ended, and nothing of it is kept."),
            tr("• What was checked already is kept. What waits is not begun."),
        ),
        tr("&End and close"),
        tr("&Go on checking"),
    )
