"""Which received recordings are listed, in which order, and what is said of a look into the stores."""

from dataclasses import replace
from datetime import date

from recorder.errors import UserFacingError
from studio.submission.looking import Unreachable
from studio.submission.syncing import NewBundle, SyncReport
from studio.ui.models.received_model import item_origin, item_title, place_words, standing_words
from studio.ui.models.received_rows import (
    ReceivedItem,
    ReceivedSort,
    ReceivedWanted,
    Standing,
    chosen_items,
)
from studio.ui.models.sync_words import sync_words, unreachable_words

PLACE = "https://store.example/bucket"
OPENED = ReceivedItem("a", PLACE, Standing.OPENED, "Write a letter", "Office", date(2026, 5, 1), 5, 10)
OLDER = replace(OPENED, bundle_id="b", task="List files", recorded_on=date(2026, 4, 1), length_ns=9)
GONE = replace(OLDER, bundle_id="c", standing=Standing.WITHDRAWN, recorded_on=None, length_ns=0)
WAITING = ReceivedItem("d", PLACE, Standing.WAITING, sealed_on=date(2026, 5, 2))
ALL = (GONE, OLDER, OPENED, WAITING)


def ids(wanted: ReceivedWanted) -> str:
    return "".join(item.bundle_id for item in chosen_items(ALL, wanted))


def test_what_asks_for_something_comes_first_and_what_is_gone_last() -> None:
    assert ids(ReceivedWanted()) == "dabc"


def test_each_column_orders() -> None:
    assert ids(ReceivedWanted(sort_by=ReceivedSort.LENGTH, descending=True)) == "bacd"
    assert ids(ReceivedWanted(sort_by=ReceivedSort.DAY))[-1] == "a"
    assert ids(ReceivedWanted(sort_by=ReceivedSort.TASK))[-1] == "a"


def test_words_and_states_narrow() -> None:
    assert ids(ReceivedWanted(search="office LETTER")) == "a"
    assert ids(ReceivedWanted(standing=Standing.WITHDRAWN)) == "c"


def test_only_what_is_there_can_be_opened() -> None:
    assert [item.can_open for item in ALL] == [False, True, True, True]


def test_of_what_is_sealed_no_more_is_said_than_when_and_where() -> None:
    assert item_title(WAITING) == "Sealed on 2 May 2026"
    assert item_origin(WAITING) == "s3://bucket (store.example)"
    assert item_title(replace(WAITING, sealed_on=None)) == "A sealed recording"


def test_a_refusal_says_why() -> None:
    why = ("It was changed.", "Nothing was kept.")
    assert standing_words(replace(WAITING, standing=Standing.REFUSED, why=why)) == why


def test_an_address_that_cannot_be_read_hides_nothing_in_itself() -> None:
    assert "\u202e" not in place_words("gopher://x\u202e")


def test_what_came_of_looking_is_said_in_whole_sentences() -> None:
    new = NewBundle("d" * 32, PLACE, 5, date(2026, 5, 2), date(2026, 9, 2))
    report = SyncReport((new, new), (), (), ())
    assert sync_words(report) == "2 recordings wait for you."
    assert sync_words(SyncReport((), (), (), ())) == ""


def test_a_store_that_could_not_be_looked_into_is_named_with_the_reason() -> None:
    error = UserFacingError("Nobody answers.", mend="Try later.")
    report = SyncReport((), (), (), (Unreachable(PLACE, error),))
    assert unreachable_words(report) == (
        "Could not look into s3://bucket (store.example). Nobody answers. Try later.",
    )
