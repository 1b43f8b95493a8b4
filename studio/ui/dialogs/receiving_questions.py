"""What is asked of whoever opens recordings of others."""

from studio.ui.dialogs.decision import Question
from studio.ui.models.received_model import item_origin, item_title
from studio.ui.models.received_rows import ReceivedItem
from studio.ui.words import tr


def about_removing(item: ReceivedItem) -> Question:
    """Before a copy is destroyed."""
    return Question(
        tr("Remove your copy of this recording?"),
        (
            tr("“{task}” of {study}", task=item_title(item), study=item_origin(item)),
            tr(
                "Destroyed are: its pictures, keys and pointer movements in your vault, and the key that "
                "opens your copy."
            ),
            tr(
                "Not touched are: what lies sealed in its store, and the copies of others. As long as it is "
                "there, you can open it again."
            ),
        ),
        tr("&Remove my copy"),
        tr("&Keep it"),
    )
