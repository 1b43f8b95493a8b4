"""What was refused for what it holds, as the app says it: a study file with mistakes, a step of a replay."""

from typing import Final

from recorder.study_file.reading import StudyFileError
from recorder.study_file.statements import Mistake
from recorder.wording import clean
from replay.verifying.subjects import StepRefusedError
from studio.ui.words import tr, tr_said, trn

_MOST: Final = 20

Words = tuple[str, ...]


def refused_words(error: BaseException) -> Words | None:
    """The sentences; ``None`` where it is something else."""
    match error:
        case StepRefusedError(chord=None):
            return (clean(tr_said(error.happened)), tr("Choose another recording."))
        case StepRefusedError():
            return (
                clean(tr_said(error.happened)),
                tr("Check the recording instead: there you can allow such keys one by one."),
            )
        case StudyFileError(name=name, mistakes=mistakes):
            count = len(mistakes)
            said = trn(
                "{name} has one mistake:", "{name} has {count} mistakes:", count, name=clean(tr_said(name))
            )
            more = count - _MOST
            return (
                "\n".join(
                    [
                        said,
                        *map(_line, mistakes[:_MOST]),
                        *([trn("and one more", "and {count} more", more)] if more > 0 else []),
                    ]
                ),
                tr("Mend the file, or send this list to those who wrote it."),
            )
        case _:
            return None


def _line(mistake: Mistake) -> str:
    # Who writes such a file writes its keys in English, and is told of them in English.
    return tr(
        "Line {number}: {mistake}",
        number=mistake.line,
        mistake=clean(f"{mistake.key} {mistake.text}".strip()),
    )
