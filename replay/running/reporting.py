"""Says of a player's work what the other side of the pipe needs to know, each step with its picture."""

from typing import Final, assert_never

from replay.gate import Answer, Lost, Ready
from replay.listening.ears import Ears
from replay.progress import Paused as PlayerPaused
from replay.progress import PlayerEvent, StepAnswered, StepDone, StepSkipped
from replay.progress import Resumed as PlayerResumed
from replay.running.crossing import looked
from replay.running.film import Camera, pack
from replay.running.messages import Done, Looked, Paused, Resumed, Skipped
from replay.running.mouth import Mouth
from replay.running.watched_gate import Glimpse, WatchedGate


class Reporter:
    """Hears a player, on its thread, and keeps it waiting no longer than a look takes.

    Args:
        mouth: Says it.
        gate: Has the pictures.
        ears: Hear what is typed; ``None`` where nobody listens.
    """

    def __init__(self, mouth: Mouth, gate: WatchedGate, ears: Ears | None = None) -> None:
        self._mouth: Final = mouth
        self._gate: Final = gate
        self._ears: Final = ears
        # Of the thread that writes: pictures are compared in the order in which they are said.
        self._camera: Final = Camera()

    def take(self, event: PlayerEvent) -> None:
        """Say what happened."""
        match event:
            case StepAnswered(number=number, answer=answer, at_ns=at_ns):
                self._say_look(number, answer, at_ns, self._gate.take())
                if self._ears is not None and not isinstance(answer, Lost):
                    self._ears.begin(number)
            case StepDone():
                if self._ears is not None:
                    self._ears.end()
                self._mouth.say(
                    Done(
                        number=event.number,
                        planned_ns=event.planned_ns,
                        began_ns=event.began_ns,
                        done_ns=event.done_ns,
                    )
                )
            case StepSkipped(number=number):
                self._mouth.say(Skipped(number=number))
            case PlayerPaused(number=number):
                self._mouth.say(Paused(number=number))
            case PlayerResumed():
                self._mouth.say(Resumed())
            case _:
                assert_never(event)

    def look_at_the_end(self, at_ns: int) -> None:
        """Say what the screen shows when no step comes any more."""
        self._say_look(None, Ready(), at_ns, self._gate.take())

    def _say_look(self, number: int | None, answer: Answer, at_ns: int, seen: Glimpse) -> None:
        def packed() -> Looked:
            change, part = self._camera.see(seen.pixels)
            return looked(
                number, answer, at_ns=at_ns, change=pack(change, part), window=seen.window, hints=seen.hints
            )

        self._mouth.say(packed)
