"""A card as a file: strict, and of one piece."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.bundle.card_file import CardFileError, read_card, write_card
from recorder.bundle.identity import Identity
from recorder.study_file.section import text_problem

ROBIN = Identity.generate("Robin")
EVE = Identity.generate("Eve")
CARD = write_card(ROBIN)


def refused(text: str | bytes) -> str:
    with pytest.raises(CardFileError) as error:
        read_card(text if isinstance(text, bytes) else text.encode(), name="robin.toml")
    assert "robin.toml" in error.value.happened
    return error.value.happened


def test_a_card_is_read_back_and_holds_no_secret() -> None:
    assert read_card(CARD.encode()) == ROBIN.card
    assert ROBIN.age_secret not in CARD
    assert ROBIN.signing_seed.hex() not in CARD


@given(st.text(min_size=1, max_size=200).filter(lambda name: not text_problem(name, limit=200, lines=False)))
def test_any_name_that_can_be_shown_is_read_back(name: str) -> None:
    assert read_card(write_card(replace(ROBIN, name=name)).encode()).name == name


def test_a_study_takes_it_over_as_it_is_but_for_the_role() -> None:
    (recipient,) = tomllib.loads(CARD)["recipients"]
    assert recipient == {
        "name": "Robin",
        "age_key": ROBIN.card.age_key,
        "signing_key": ROBIN.card.signing_key.hex(),
    }
    with_role = CARD.replace("name =", 'role = "qa"\nname =', 1)
    assert read_card(with_role.encode()) == ROBIN.card
    assert read_card(CARD.replace("\n", "\r\n").encode()) == ROBIN.card


def test_whoever_changes_it_on_the_way_is_found_out() -> None:
    assert "changed after it was made" in refused(CARD.replace("Robin", "Robyn"))
    assert "changed after it was made" in refused(CARD.replace(ROBIN.card.age_key, EVE.card.age_key))
    eves = EVE.card.signing_key.hex()
    assert "changed after it was made" in refused(CARD.replace(ROBIN.card.signing_key.hex(), eves))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not hold a name"),
        ("[[recipients]\n", "does not hold a name"),
        (CARD.replace("name =", "nick =", 1), "does not hold a name"),
        (CARD + 'phone = "1"\n', "does not hold a name"),
        (CARD + CARD, "does not hold a name"),
        (CARD.replace("Robin", "Rob\\u202ein"), "its name holds the hidden character"),
        (CARD.replace("age1", "age2"), "age key cannot be used"),
        (CARD.replace("# assent-card:", "# card:"), "signature is missing"),
        (CARD + CARD.splitlines()[-1] + "\n", "signature is missing"),
        (b"\xff" + CARD.encode(), "is no text"),
        (CARD + "#" * 8192, "longer than"),
        ("a = " + "[" * 4000, "does not hold a name"),
    ],
)
def test_what_is_no_card_is_refused_with_a_reason(text: str | bytes, why: str) -> None:
    assert why in refused(text)
