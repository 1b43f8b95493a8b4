"""The picture that a person watches, with what is drawn over it, and the boxes that they draw on it.

The widget takes the mouse and the keys; where things lie and what becomes of a box is decided in
``studio.review``, and each of the painting modules draws one layer.
"""

from studio.ui.widgets.stage.stage import Stage
from studio.ui.widgets.stage.wishes import BoxChange, BoxDrawn, PlaceClicked, SelectedBox

__all__ = ["BoxChange", "BoxDrawn", "PlaceClicked", "SelectedBox", "Stage"]
