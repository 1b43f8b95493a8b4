import time

import pytest

from studio.ui.models.passphrase_strength import Strength, estimate_strength


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", Strength.TOO_SHORT),
        ("x7!kQ", Strength.TOO_SHORT),
        ("password1", Strength.WEAK),
        ("Passw0rd!2024", Strength.WEAK),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("correct horse battery staple", Strength.STRONG),
        ("kumquat lantern oboe", Strength.STRONG),
    ],
)
def test_a_passphrase_is_judged_by_how_it_is_guessed(passphrase: str, strength: Strength) -> None:
    assert estimate_strength(passphrase).strength is strength


def test_longer_by_an_unrelated_word_is_never_weaker() -> None:
    levels = [estimate_strength("kumquat lantern oboe frost"[:length]).level for length in (9, 15, 20, 26)]
    assert levels == sorted(levels)


def test_the_longest_passphrase_is_judged_while_it_is_typed() -> None:
    began = time.process_time()
    estimate_strength("an even longer one with many words in it " * 30)
    assert time.process_time() - began < 0.25
