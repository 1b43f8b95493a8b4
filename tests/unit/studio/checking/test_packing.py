import pytest
from msgspec.structs import replace

from replay.report.reading import UnreadableRecordError
from studio.checking.packing import packed, unpacked
from tests.rigs.replay_record import drawn_run


def test_what_was_packed_is_unpacked_as_it_was() -> None:
    record = drawn_run()
    assert len(record.pictures) > 3
    assert unpacked(packed(record)) == record
    bare = replace(record, pictures=(), steps=())
    assert unpacked(packed(bare)) == bare


def test_pictures_are_kept_as_they_are_and_no_larger() -> None:
    record = drawn_run()
    content = packed(record)
    assert all(picture.png in content for picture in record.pictures)


@pytest.mark.parametrize("cut", [0, 7, 8, 100, -1, -5000])
def test_what_is_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableRecordError):
        unpacked(packed(drawn_run())[:cut])


def test_a_picture_that_is_missing_is_noticed() -> None:
    record = drawn_run()
    with pytest.raises(UnreadableRecordError, match="does not hold"):
        unpacked(packed(replace(record, pictures=record.pictures[:-1])))
