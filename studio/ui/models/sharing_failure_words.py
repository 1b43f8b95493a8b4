"""What went wrong with sharing, as the app says it: of buttons, where the terminal is told of commands."""

from studio.submission import errors
from studio.ui.words import tr, tr_said

Words = tuple[str, ...]


def sharing_failure_words(error: BaseException) -> Words | None:
    """The sentences; ``None`` where the error says it well itself."""
    nothing_left = tr("Nothing has left this computer.")
    match error:
        case errors.EpisodeMissingError():
            return (
                tr("Nothing was made of this recording yet that could be shared."),
                nothing_left,
                tr("Review it first, and choose Share there."),
            )
        case errors.StudyMissingError():
            return (
                tr_said(error.happened),
                nothing_left,
                tr("Read the study again among your tasks, and decide."),
            )
        case errors.NotApprovedError():
            return (
                tr("You have not approved this recording."),
                nothing_left,
                tr("Choose Share to see what would leave, and approve it."),
            )
        case errors.AlreadySharedError():
            return (tr_said(error.happened), tr("It was not sent a second time."))
        case errors.AlreadyTakenBackError():
            return (tr_said(error.happened), tr("Nobody can open it any more."))
        case _:
            return None
