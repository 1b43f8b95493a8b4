"""Reads text, presses and hotkeys."""

from dataclasses import dataclass
from typing import Final

from recorder.episode.actions import Action, Hotkey, Press
from recorder.episode.events import KeyPressed, KeyReleased, WindowContext
from recorder.episode.keys import BACKSPACE, CAPS_LOCK, COMPOSE_KEYS, Modifier, is_text, modifier_of
from recorder.episode.recognition.composing import dead_accent
from recorder.episode.recognition.drafts import Draft, Sheet
from recorder.episode.recognition.holds import Hold, Holds
from recorder.episode.recognition.pointer import PointerReader
from recorder.episode.recognition.texts import TextDraft
from recorder.episode.time import NS_PER_SECOND

# Typing has a person's own rhythm, for which no system has a setting: below this it is one thought.
TYPING_GAP_NS: Final = 3 * NS_PER_SECOND
_COMMANDS: Final = frozenset({Modifier.CTRL, Modifier.ALT, Modifier.SUPER})


@dataclass(slots=True, eq=False, kw_only=True)
class KeyDraft(Draft):
    """A press or a hotkey.

    Attributes:
        keys: The modifiers and the key; one alone is a press.
        run: The run of held modifiers it belongs to.
        is_continued: An earlier hotkey belongs to that run too.
        last_press_ns: When its key last went down.
        count: How often it did.
    """

    keys: tuple[str, ...]
    run: int | None
    is_continued: bool
    last_press_ns: int
    count: int = 0

    def finished(self) -> Action:
        """The press or the hotkey."""
        if len(self.keys) == 1:
            return Press(**self.span(), key=self.keys[0], count=self.count)
        return Hotkey(**self.span(), keys=self.keys, count=self.count, is_continued=self.is_continued)


class KeyboardReader:
    """Reads the keys of one stretch.

    Args:
        sheet: Where actions are written.
        holds: The modifiers held.
        pointer: Whose gestures a modifier may belong to.
        pace_ns: How long presses of one key may be apart to be counted together.
    """

    def __init__(self, sheet: Sheet, holds: Holds, *, pointer: PointerReader, pace_ns: int) -> None:
        self._sheet = sheet
        self._holds = holds
        self._pointer = pointer
        self._pace_ns = pace_ns
        self._down: dict[str, Draft] = {}
        self._names: dict[int, str] = {}
        self._last_run: int | None = None

    def pressed(self, seq: int, event: KeyPressed) -> None:
        """A key went down, or repeats."""
        modifier = modifier_of(event.name)
        if modifier is not None:
            self._hold(seq, event, modifier)
            return
        self._pointer.other_input()
        draft = self._draft_for(event)
        self._holds.use(draft)
        draft.link(seq, until_ns=event.at_ns)
        self._down[event.name] = draft
        if event.vk is not None:
            self._names[event.vk] = event.name

    def released(self, seq: int, event: KeyReleased, *, is_repeat: bool) -> None:
        """A key came up, or does so as half of a repeat; one whose press was not seen means nothing."""
        if modifier_of(event.name) is not None:
            if is_repeat:
                self._holds.repeat(event.name, seq)
            else:
                self._let_go(seq, event)
            return
        draft = self._down.pop(event.name, None)
        if draft is None and event.vk is not None:
            # Some systems name a key by what it types now: Shift may have come up in between.
            draft = self._down.pop(self._names.get(event.vk, ""), None)
        if draft is not None:
            draft.link(seq, until_ns=event.at_ns)

    def focus_changed(self, before: WindowContext | None, now: WindowContext | None) -> None:
        """Another window ends what was being typed; a new title or place of the same one does not."""
        if not _is_same_window(before, now):
            self._close()

    def hidden(self) -> None:
        """Keys were hidden from here on: what was typed is over, and what is held is unknown."""
        self._close()
        self._holds.clear()
        self._down.clear()

    def _close(self) -> None:
        if isinstance(self._sheet.current, TextDraft | KeyDraft):
            self._sheet.current = None

    def _draft_for(self, event: KeyPressed) -> Draft:
        """What a key adds to: the text or the keys before it, or something new."""
        if is_text(event.char) and Modifier.ALT_GR not in self._holds.modifiers:
            # A key that types has no command held, whatever was seen: the releases were lost. Windows
            # reports AltGr, with which keys do type, as Ctrl and AltGr.
            self._holds.lose(_COMMANDS)
        held = self._holds.modifiers
        commands = _COMMANDS.intersection(held)
        if Modifier.ALT_GR in held:
            commands -= {Modifier.CTRL, Modifier.ALT}
        if not commands:
            text = self._text_for(event)
            if text is not None:
                return text
        names = tuple(modifier.value for modifier in held)
        if Modifier.CTRL not in held and _proves_ctrl(event):
            names = (Modifier.CTRL.value, *names)
        return self._keys_for((*names, event.name), event.at_ns)

    def _text_for(self, event: KeyPressed) -> TextDraft | None:
        """The text a key adds to or edits; ``None`` where it does neither."""
        draft = self._text_going_on(event.at_ns)
        if event.name in {BACKSPACE, CAPS_LOCK}:
            if draft is None or not (event.name == CAPS_LOCK or draft.can_erase):
                return None
            if event.name == BACKSPACE:
                draft.erase()
            return draft
        accent = dead_accent(event.name, event.char, event.vk)
        char = " " if event.name == "space" else event.char
        is_compose = event.name in COMPOSE_KEYS
        if accent is None and not is_compose and not is_text(char):
            return None
        draft = draft or self._new_text(event.at_ns)
        draft.last_press_ns = event.at_ns
        if accent is not None:
            draft.show(draft.composer.dead(accent))
        elif is_compose:
            draft.composer.compose()
        else:
            draft.show(draft.composer.char(char or ""))
        return draft

    def _text_going_on(self, at_ns: int) -> TextDraft | None:
        draft = self._sheet.current
        if isinstance(draft, TextDraft) and at_ns - draft.last_press_ns <= TYPING_GAP_NS:
            return draft
        return None

    def _new_text(self, at_ns: int) -> TextDraft:
        before = self._sheet.current
        draft = TextDraft(start_ns=at_ns, end_ns=at_ns, context=self._sheet.context, last_press_ns=at_ns)
        if isinstance(before, KeyDraft) and before.keys == (CAPS_LOCK,):
            draft.absorb(before)
        self._sheet.begin(draft)
        return draft

    def _keys_for(self, keys: tuple[str, ...], at_ns: int) -> KeyDraft:
        draft = self._sheet.current
        run = self._holds.run
        if (
            not isinstance(draft, KeyDraft)
            or draft.keys != keys
            or draft.run != run
            or at_ns - draft.last_press_ns > self._pace_ns
        ):
            draft = KeyDraft(
                start_ns=at_ns,
                end_ns=at_ns,
                context=self._sheet.context,
                keys=keys,
                run=run,
                is_continued=run is not None and run == self._last_run,
                last_press_ns=at_ns,
            )
            self._sheet.begin(draft)
        self._last_run = run
        draft.last_press_ns = at_ns
        draft.count += 1
        return draft

    def _hold(self, seq: int, event: KeyPressed, modifier: Modifier) -> None:
        self._holds.press(
            Hold(
                name=event.name,
                modifier=modifier,
                at_ns=event.at_ns,
                context=self._sheet.context,
                press_seq=seq,
                untaken=[seq],
                during=self._pointer.gesture,
            )
        )

    def _let_go(self, seq: int, event: KeyReleased) -> None:
        """A modifier came up: if nothing was done with it, it was pressed for its own sake."""
        hold = self._holds.release(event.name, seq)
        if hold is None or hold.user is not None:
            return
        gesture = hold.during
        if gesture is not None and not gesture.is_lost and gesture.sure_points is None:
            gesture.hold_during(hold.modifier, hold.untaken)
            return
        together = sorted([*self._holds.unused(), hold], key=lambda each: each.press_seq)
        draft = self._lone_keys(together)
        for each in together:
            draft.sources += each.untaken
            each.untaken = []
            each.user = draft
        draft.end_ns = max(draft.end_ns, event.at_ns)

    def _lone_keys(self, together: list[Hold]) -> KeyDraft:
        first = together[0]
        names = tuple(dict.fromkeys(each.modifier.value for each in together))
        keys = names if len(names) > 1 else (first.name,)
        draft = self._sheet.current
        if (
            isinstance(draft, KeyDraft)
            and draft.keys == keys
            and len(keys) == 1
            and first.at_ns - draft.last_press_ns <= self._pace_ns
        ):
            draft.last_press_ns = first.at_ns
            draft.count += 1
            return draft
        draft = KeyDraft(
            start_ns=first.at_ns,
            end_ns=first.at_ns,
            context=first.context,
            keys=keys,
            run=None,
            is_continued=False,
            last_press_ns=first.at_ns,
            count=1,
        )
        self._sheet.begin(draft)
        return draft


def _proves_ctrl(event: KeyPressed) -> bool:
    """Whether a letter typed a control character, which it does with Ctrl held alone."""
    return len(event.name) == 1 and event.name.isalpha() and event.char is not None and event.char < " "


def _is_same_window(before: WindowContext | None, now: WindowContext | None) -> bool:
    if before is None or now is None:
        return before is now
    same_app = before.app == now.app and before.hidden is now.hidden
    return same_app and (before.title == now.title or before.rect == now.rect)
