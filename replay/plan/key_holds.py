"""How long each key of an episode was held, its repeats joined into one hold."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.events import ButtonPressed, KeyPressed, KeyReleased, NumberedEvent
from recorder.episode.keys import modifier_of
from recorder.episode.time import NS_PER_MS

# As in recognition: nobody lets a key go and presses it again within this; X11's repeat does.
_REPEAT_NS: Final = NS_PER_MS


@dataclass(frozen=True, slots=True)
class KeyHold:
    """What is known of one press.

    Attributes:
        until_ns: When the key came up or went down once more; ``None`` where neither was seen.
        held_until_ns: When it came up for good, where a button went down before that; ``None`` where none
            did, so that it need not be held.
        first_seq: The number of the press that the hold began with: this one's, or that of an earlier one
            which this one repeats.
    """

    until_ns: int | None
    held_until_ns: int | None
    first_seq: int


@dataclass(slots=True)
class _Chain:
    first_seq: int
    start_ns: int
    end_ns: int | None = None


def key_holds(events: Iterable[NumberedEvent]) -> Mapping[int, KeyHold]:
    """The hold of every press of a key that is no modifier, by the number of the press; in linear time.

    Args:
        events: In order of time, then number.
    """
    presses: list[tuple[int, _Chain]] = []
    until_ns: dict[int, int] = {}
    open_chains: dict[str, _Chain] = {}
    last_press: dict[str, int] = {}
    button_presses: list[int] = []
    for numbered in events:
        event, seq = numbered.event, numbered.seq
        if isinstance(event, ButtonPressed):
            button_presses.append(event.at_ns)
        if not isinstance(event, KeyPressed | KeyReleased) or modifier_of(event.name) is not None:
            continue
        before = last_press.pop(event.name, None)
        if before is not None:
            until_ns[before] = event.at_ns
        if isinstance(event, KeyReleased):
            if event.name in open_chains:
                open_chains[event.name].end_ns = event.at_ns
            continue
        chain = open_chains.get(event.name)
        if chain is None or (chain.end_ns is not None and event.at_ns - chain.end_ns > _REPEAT_NS):
            chain = open_chains[event.name] = _Chain(seq, event.at_ns)
        chain.end_ns = None
        last_press[event.name] = seq
        presses.append((seq, chain))
    return {
        seq: KeyHold(until_ns.get(seq), _held_until(chain, button_presses), chain.first_seq)
        for seq, chain in presses
    }


def _held_until(chain: _Chain, button_presses: Sequence[int]) -> int | None:
    if chain.end_ns is None:
        return None
    place = bisect_right(button_presses, chain.start_ns)
    is_held = place < len(button_presses) and button_presses[place] < chain.end_ns
    return chain.end_ns if is_held else None
