"""Hears what is typed on a display: an X client of its own, which asks the server and not whoever types.

May import ``recorder`` and ``replay.plan``; imported by what runs a replay. Inside, every arrow points down::

    ears     which step is being typed, and where its text goes
    client   its connections and its thread
    typed    from key presses to what a person would read
    stream   the bytes of the RECORD extension, cut into what they tell

Decisions:

* The server's own record of the keyboard is read (RECORD), as it was made: presses with the modifiers in
  force, and between them each change of what a key means. A character that no key has is typed with a key
  that is lent it for a moment; asked for later, the keyboard would say something else.
* Where a step begins and ends is in that record as well: a request of our own that does nothing. No clock
  decides what belongs to which step.
* Only a private display is listened to. On a person's own desktop it would hear the person.
* What was heard is captured content: it is in no ``repr``, and goes to whoever judges the step and nowhere
  else.
"""
