import struct

from hypothesis import given
from hypothesis import strategies as st

from recorder.devices.x11.gesture_settings import SettingSource, choose_settings, parse_xsettings


def published(order: str, items: list[tuple[str, object]]) -> bytes:
    body = b""
    for name, value in items:
        padded = name.encode().ljust(-(-len(name) // 4) * 4, b"\0")
        if isinstance(value, int):
            body += struct.pack(order + "BxH", 0, len(name)) + padded + struct.pack(order + "Ii", 1, value)
        else:
            text = str(value).encode()
            head = struct.pack(order + "BxH", 1, len(name)) + padded
            body += head + struct.pack(order + "II", 1, len(text)) + text.ljust(-(-len(text) // 4) * 4, b"\0")
    return struct.pack(order + "BxxxII", int(order == ">"), 9, len(items)) + body


def test_both_byte_orders_are_read() -> None:
    items = [("Net/ThemeName", "Adwaita"), ("Net/DoubleClickTime", 300), ("Gtk/Color", "x")]
    for order in "<>":
        assert parse_xsettings(published(order, items)) == {"Net/DoubleClickTime": 300}


@given(st.binary(max_size=200))
def test_rubbish_is_no_setting_and_no_crash(raw: bytes) -> None:
    parse_xsettings(raw)


def test_each_number_comes_from_the_first_source_that_has_it() -> None:
    chosen = choose_settings({"Net/DndDragThreshold": 3}, b"*multiClickTime: 250\n")
    assert (chosen.double_click_ms.value, chosen.double_click_ms.source) == (250, SettingSource.X_RESOURCES)
    assert (chosen.double_click_px.value, chosen.double_click_px.source) == (5, SettingSource.GTK_DEFAULT)
    assert (chosen.drag_px.value, chosen.drag_px.source) == (3, SettingSource.XSETTINGS)
    both = choose_settings({"Net/DoubleClickTime": 500}, b"*multiClickTime: 250\n")
    assert both.double_click_ms.value == 500
