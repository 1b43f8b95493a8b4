import re

import pytest

from recorder.bundle.layout import (
    bundle_folder,
    grant_name,
    is_bundle_id,
    is_tag,
    manifest_name,
    new_bundle_id,
    part_name,
    withdrawal_name,
)

ID = "0123456789abcdef" * 2
TAG = "ab" * 32


def test_a_fresh_id_is_an_id_and_never_the_same() -> None:
    ids = {new_bundle_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(map(is_bundle_id, ids))


@pytest.mark.parametrize(
    "text", ["", ID[:-1], ID + "0", ID.upper(), ID[:-1] + "g", ID + "\n", "../" + ID[3:], "\uff10" + ID[1:]]
)
def test_nothing_else_is_an_id(text: str) -> None:
    assert not is_bundle_id(text)
    assert not is_tag(text + text)


def test_every_object_lies_in_the_folder_of_its_bundle_under_an_opaque_name() -> None:
    names = [manifest_name(ID), withdrawal_name(ID), part_name(ID, 0), grant_name(ID, TAG)]
    assert all(name.startswith(bundle_folder(ID) + "/") for name in names)
    assert all(re.fullmatch(r"[a-z0-9/.]+", name) for name in names)
    assert len(set(names)) == 4


def test_parts_sort_by_their_number() -> None:
    names = [part_name(ID, number) for number in (0, 9, 10, 999, 1000, 16_383)]
    assert names == sorted(names)
