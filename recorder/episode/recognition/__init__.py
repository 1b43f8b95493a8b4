"""Turns events into actions: a pure function, in linear time.

A million events as an hour of work has them take 2 to 3 s on one core, a million of nothing but keys and
clicks (300,000 actions) 7 s.

May import ``recorder.episode``; whoever lists, exports or replays actions imports ``recognise`` from here.

The rules, where someone may ask:

* **Clicks** belong together by the system's own time, press to press, and distance from the first press, as
  toolkits count them; the fourth click begins anew. Whatever else a person does between two clicks parts
  them; another window's focus does not, since the first click is often what moves it.
* **A press is a drag** once the pointer has been further away than the system's own distance, even if it
  came back. Who presses again within a double click and drags has made a click and a drag.
* **A lost release** (the next press of the same button, or the end, comes first) closes the gesture at the
  last place the pointer was seen before other input, and says so.
* **A scroll** goes on while it keeps its direction, place and modifiers, and its notches follow each other
  within twice the double-click time, at least a second. Opposite scrolls are two: who scrolled down and up
  again has looked at something, and a net of nothing would hide it.
* **Text** goes on until another action, another window, or three seconds. A new title of the same window
  does not end it: editors rename themselves at the first letter typed. Shift, AltGr, Caps Lock, dead keys
  and simple Compose sequences are part of it, Backspace edits what this text has typed.
* **Enter and Tab** are presses, even in an editor: the events cannot tell a new line from a form sent off,
  and a list that hid the second would be worse than one with too many lines.
* **A hotkey** is a key with Ctrl, Alt or Super held, or a key that types nothing with any modifier held. A
  control character is proof of Ctrl even if its press was not seen, and a letter that was typed is proof
  that no such modifier is held even if its release was not seen: the devices give a key's character only
  where it types one. Modifiers pressed and let go with
  nothing else are a press, two or more of them a hotkey. A modifier that is still down where a pause, a
  hidden stretch or the session begins or ends has done nothing yet, and is no action.
* **Key repeat** counts, whether it comes as presses alone or, as on X11, as releases and presses at the
  same instant; a modifier that repeats is one that is held.
* **Pauses** part everything: no action reaches over a pause, a wipe, a lock or a sleep, and what was held or
  focused before is unknown afterwards. Marks about pictures (dropped frames, an unreadable screen) part
  nothing, since the events beneath them are whole.
"""

from recorder.episode.recognition.recogniser import recognise

__all__ = ["recognise"]
