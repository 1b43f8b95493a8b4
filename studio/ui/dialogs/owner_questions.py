"""What is asked about whose a study is."""

from recorder.study_owner import OwnerCheck
from recorder.wording import clean
from studio.ui.dialogs.decision import Question
from studio.ui.models.owner_words import key_words, other_owner_words, owner_words
from studio.ui.words import tr


def about_other_owner(check: OwnerCheck) -> Question:
    """Before a study is taken from somebody else than before."""
    return Question(
        tr("Take “{study}” from somebody else than before?", study=clean(check.study.title)),
        (other_owner_words(),),
        tr("I &asked them: go on"),
        tr("&Do not go on"),
        keys=((tr("Before"), key_words(check.old)), (tr("Now"), key_words(check.new))),
    )


def about_adding(check: OwnerCheck, *, names_me: bool) -> Question:
    """Before a study is added whose recordings the person opens."""
    study = check.study
    lines = [
        tr("Asked by {name}", name=clean(study.controller.name)),
        *([owner_words(check)] if check.is_expected else []),
        tr("The study names you: recordings that people share for it are sealed to you as well.")
        if names_me
        else tr(
            "The study does not name you: no recording is for you. First send those who run it your card."
        ),
        tr("Adding it agrees to nothing, and records nothing."),
    ]
    return Question(
        tr("Add “{study}”?", study=clean(study.title)),
        lines,
        tr("&Add the study"),
        tr("&Not now"),
        keys=() if check.new is None else ((tr("Signed with the key"), key_words(check.new)),),
    )
