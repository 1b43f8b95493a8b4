import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.vault.errors import RecoveryCodeMistypedError
from recorder.vault.recovery_code import RecoveryCode


def test_a_printed_code_is_read_back() -> None:
    code = RecoveryCode.fresh()
    assert RecoveryCode.read(code.printable()) == code
    assert [len(group) for group in code.printable().split("-")] == [4] * 7


def test_case_spaces_and_lookalikes_are_understood() -> None:
    code = RecoveryCode.fresh()
    while not {"0", "1"} <= set(code.characters):
        code = RecoveryCode.fresh()
    sloppy = code.printable().lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert RecoveryCode.read(f" {sloppy}\n") == code


def test_no_letter_is_easily_misread() -> None:
    letters = set("".join(RecoveryCode.fresh().characters for _ in range(200)))
    assert not letters & set("ILOU")
    assert len(letters) == 32


def test_nearly_every_slip_is_noticed() -> None:
    code = RecoveryCode.fresh().characters
    noticed = slips = 0
    for place in range(28):
        for letter in set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") - {code[place]}:
            slips += 1
            try:
                RecoveryCode.read(code[:place] + letter + code[place + 1 :])
            except RecoveryCodeMistypedError:
                noticed += 1
    assert noticed >= slips - 2


@given(st.text(max_size=40))
def test_other_text_is_a_slip(text: str) -> None:
    with pytest.raises(RecoveryCodeMistypedError):
        RecoveryCode.read(text)


def test_codes_differ() -> None:
    assert len({RecoveryCode.fresh() for _ in range(50)}) == 50
