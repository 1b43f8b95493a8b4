"""Which windows must be hidden, and which of their pixels show: rules over plain facts, no connection.

What fails closed here: a window that has not said its class; a pop-up whose program has any hidden window; a
dialog of a hidden window; a frame around one hidden window among others; and the desktop's own pop-ups
(menus, window switchers) as soon as anything at all is hidden, since they show names and previews of windows.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from recorder.episode.events import HiddenReason
from recorder.episode.screen import Rect


class Verdict(Protocol):
    """The study's rule for windows."""

    def __call__(self, app: str, title: str, *, instance: str = "") -> HiddenReason | None:
        """Why a window with these names and this title is hidden, ``None`` where it may be seen."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """A program's own window, in a frame or without one.

    Attributes:
        id: The window's number.
        app: The class part of ``WM_CLASS``; ``None`` while it is not set.
        title: Empty while it is not set.
        owner: What all windows of its X client share.
        process: Its process, if known.
        transient_for: The window that it belongs to, if it says so.
        is_translucent: Whether it asks the compositor for an opacity below one.
        instance: The instance part of ``WM_CLASS``, which may be empty.
    """

    id: int
    app: str | None
    title: str
    owner: int
    process: int | None
    transient_for: int | None = None
    is_translucent: bool = False
    instance: str = ""


@dataclass(frozen=True, slots=True)
class Toplevel:
    """A child of the root window: a frame, a window without frame, or a pop-up.

    Attributes:
        id: The window's number.
        rect: Its outer rectangle, border included.
        clients: The programs' windows in it, itself included; empty when none has said anything yet.
        owner: What all windows of its X client share.
        process: Its process, if known.
        is_mapped: Whether it shows.
        is_popup: Whether the window manager leaves it alone.
        is_input_only: Whether it has no pixels at all.
        has_alpha: Whether its visual has an alpha channel.
        is_shaped: Whether its outline is not its rectangle.
        is_own: Whether it holds one of the recorder's own windows.
        was_frame: Whether it ever held a program's window: an empty one may still show its title.
    """

    id: int
    rect: Rect
    clients: tuple[Client, ...]
    owner: int
    process: int | None
    is_mapped: bool = False
    is_popup: bool = False
    is_input_only: bool = False
    has_alpha: bool = False
    is_shaped: bool = False
    is_own: bool = False
    was_frame: bool = False


@dataclass(frozen=True, slots=True)
class Desktop:
    """What else decides.

    Attributes:
        window_manager: The window manager's X client, if one runs.
        window_manager_name: Its name, empty if it has none.
        is_composited: Whether a compositor mixes windows by their alpha.
        may_fade: Whether that compositor may make windows translucent by rules of its own.
        own_processes: The recorder's own processes.
    """

    window_manager: int | None = None
    window_manager_name: str = ""
    is_composited: bool = False
    may_fade: bool = False
    own_processes: frozenset[int] = field(default_factory=frozenset)


def reasons(
    toplevels: Sequence[Toplevel], *, desktop: Desktop, verdict: Verdict
) -> dict[int, HiddenReason | None]:
    """Why each window is hidden, by the number of the toplevel; ``None`` for those that may be seen."""
    judge = _Judge(toplevels, desktop, verdict)
    return {toplevel.id: judge.toplevel(toplevel) for toplevel in toplevels}


def hidden_parts(
    stack: Sequence[Toplevel], why: dict[int, HiddenReason | None], *, desktop: Desktop
) -> Iterator[tuple[Rect, HiddenReason]]:
    """The visible parts of all hidden windows.

    Args:
        stack: All toplevels from the bottom up.
        why: Of ``reasons``.
        desktop: Decides what covers what.
    """
    covering: list[Rect] = []
    for toplevel in reversed(stack):
        if not toplevel.is_mapped or toplevel.is_input_only:
            continue
        reason = why[toplevel.id]
        if reason is not None:
            for part in _uncovered(toplevel.rect, covering):
                yield part, reason
        if _is_opaque(toplevel, desktop):
            covering.append(toplevel.rect)


class _Judge:
    def __init__(self, toplevels: Sequence[Toplevel], desktop: Desktop, verdict: Verdict) -> None:
        self._desktop = desktop
        self._verdict = verdict
        self._clients = {client.id: client for toplevel in toplevels for client in toplevel.clients}
        self._of_client: dict[int, HiddenReason | None] = {}
        self._owners: dict[int, HiddenReason] = {}
        self._processes: dict[int, HiddenReason] = {}
        self._known_owners = {client.owner for client in self._clients.values() if client.app is not None}
        own = {client.id for toplevel in toplevels if toplevel.is_own for client in toplevel.clients}
        for client in self._clients.values():
            reason = HiddenReason.OWN_WINDOW if client.id in own else self._said_by(client, frozenset())
            self._of_client[client.id] = reason
            if reason is not None and client.app is not None:
                self._owners.setdefault(client.owner, reason)
                if client.process is not None:
                    self._processes.setdefault(client.process, reason)

    def toplevel(self, toplevel: Toplevel) -> HiddenReason | None:
        if toplevel.is_own or toplevel.process in self._desktop.own_processes:
            return HiddenReason.OWN_WINDOW
        is_frame = any(client.id != toplevel.id for client in toplevel.clients)
        for client in toplevel.clients:
            is_silent_popup = toplevel.is_popup and client.app is None and not is_frame
            reason = self._of_leader(client, frozenset()) if is_silent_popup else self._of_client[client.id]
            if reason is not None:
                return reason
        if not toplevel.clients or (toplevel.was_frame and not is_frame):
            return HiddenReason.EXCLUDED_WINDOW
        return None if is_frame or not toplevel.is_popup else self._popup(toplevel)

    def _popup(self, toplevel: Toplevel) -> HiddenReason | None:
        reason = self._owners.get(toplevel.owner)
        if reason is None and toplevel.process is not None:
            reason = self._processes.get(toplevel.process)
        if reason is not None:
            return reason
        if any(client.app is not None for client in toplevel.clients):
            return None
        if toplevel.owner == self._desktop.window_manager:
            if self._owners:
                return HiddenReason.EXCLUDED_WINDOW
            return self._verdict(self._desktop.window_manager_name, "")
        return None if toplevel.owner in self._known_owners else HiddenReason.EXCLUDED_WINDOW

    def _said_by(self, client: Client, seen: AbstractSet[int]) -> HiddenReason | None:
        """The client's own verdict, or that of the window it belongs to."""
        if client.process in self._desktop.own_processes:
            return HiddenReason.OWN_WINDOW
        of_leader = self._of_leader(client, seen)
        if client.app is None:
            return of_leader or HiddenReason.EXCLUDED_WINDOW
        return self._verdict(client.app, client.title, instance=client.instance) or of_leader

    def _of_leader(self, client: Client, seen: AbstractSet[int]) -> HiddenReason | None:
        if client.transient_for is None or client.id in seen:
            return None
        leader = self._clients.get(client.transient_for)
        return self._said_by(leader, seen | {client.id}) if leader is not None else None


def _is_opaque(toplevel: Toplevel, desktop: Desktop) -> bool:
    if toplevel.is_shaped:
        return False
    if not desktop.is_composited:
        return True
    is_translucent = any(client.is_translucent for client in toplevel.clients)
    return not (toplevel.has_alpha or is_translucent or desktop.may_fade)


def _uncovered(rect: Rect, covering: Sequence[Rect]) -> tuple[Rect, ...]:
    parts: tuple[Rect, ...] = (rect,) if not rect.is_empty else ()
    for cover in covering:
        parts = tuple(piece for part in parts for piece in part.minus(cover))
        if not parts:
            break
    return parts
