from studio.ui.models.places import Itinerary, Opened, Place, Visit

LIBRARY = Visit(Place.LIBRARY)
REVIEW = Visit(Place.LIBRARY, Opened.REVIEW, "a")


def test_the_way_leads_back_and_on_again() -> None:
    way = Itinerary()
    way.go(LIBRARY)
    way.go(REVIEW)
    way.back()
    assert way.now == LIBRARY
    way.back()
    assert way.now == Visit(Place.TASKS)
    assert not way.can_go_back
    way.forward()
    way.forward()
    assert way.now == REVIEW
    assert not way.can_go_forward


def test_going_elsewhere_forgets_what_was_ahead() -> None:
    way = Itinerary()
    way.go(LIBRARY)
    way.back()
    way.go(Visit(Place.SETTINGS))
    assert not way.can_go_forward


def test_going_where_one_is_changes_nothing() -> None:
    way = Itinerary()
    way.go(Visit(Place.TASKS))
    assert not way.can_go_back


def test_back_at_the_start_stays() -> None:
    way = Itinerary()
    way.back()
    way.forward()
    assert way.now == Visit(Place.TASKS)


def test_what_is_gone_is_in_the_way_no_more() -> None:
    way = Itinerary()
    way.go(LIBRARY)
    way.go(REVIEW)
    way.go(Visit(Place.SETTINGS))
    way.leave(Opened.REVIEW)
    assert way.now == Visit(Place.SETTINGS)
    way.back()
    assert way.now == LIBRARY
    way.go(REVIEW)
    way.leave(Opened.REVIEW)
    assert way.now == LIBRARY
