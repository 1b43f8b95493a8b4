from recorder.episode.events import Button
from replay.actuators.dry_run import DryRun


def act(dry: DryRun) -> None:
    dry.move(3, 4)
    dry.press(Button.RIGHT)
    dry.release(Button.RIGHT)
    dry.scroll(-1, 2)
    dry.key_down("ctrl_l")
    dry.key_down("q")
    dry.key_up("q")
    dry.key_up("x")
    dry.type_text('Grüße "漢"\n')
    dry.press(Button.LEFT)


def test_it_says_what_it_would_do_and_keeps_typed_text_to_itself() -> None:
    said: list[str] = []
    dry = DryRun(said.append)
    act(dry)
    assert said == [
        "move to 3, 4",
        "press the right button",
        "let go of the right button",
        "scroll up by 2",
        "scroll left by 1",
        "press Ctrl",
        "press a key that types",
        "let go of a key that types",
        "type 10 characters",
        "press the left button",
    ]
    assert dry.position() == (3, 4)


def test_text_is_shown_on_one_line_when_it_is_asked_for() -> None:
    said: list[str] = []
    act(DryRun(said.append, shows_text=True))
    assert 'type "Grüße \\"漢\\"\\n"' in said
    assert "press Q" in said


def test_at_the_end_it_lets_go_of_what_would_be_down_once() -> None:
    said: list[str] = []
    dry = DryRun(said.append)
    act(dry)
    said.clear()
    dry.release_all()
    dry.release_all()
    assert said == ["let go of the left button", "let go of Ctrl"]
