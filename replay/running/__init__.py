"""Runs a replay in a process of its own, behind a wall, and hears how it goes.

May import ``recorder`` and the rest of ``replay`` but its reports; imported by commands, by the app and by
the tests. Inside, every arrow points down::

    run             starts the process, hands it plan and pictures, hears it, ends it
    own_desktop     what must have been asked and answered before a replay acts on the person's own desktop
    child           the process: ``python -m replay.running.child``
    stage           its desktop: a private one with the task on it, or the person's own
    watched_gate    the gate, with a picture and the focused window at each step
    asked_pictures  the recording's pictures, asked for through the pipe, one step ahead
    shown_pictures  the other side of that: packs what was asked for
    abort_keys      a chord that ends a replay wherever the keyboard is
    result          what a run came to
    options         how to run
    film            pictures one after the other, each as what changed since the one before
    messages        what the two sides say to each other
    pipe            how they say it

Decisions:

* The process that acts has no key of the vault and none of its files: it is handed a plan and, when it asks,
  one picture after another.
* It shares its wall with programs that a stranger chose. So its parent believes nothing that it says: every
  message has a type and a limit, pictures are unpacked to the size they must have and no further, and the
  recording's own words (what to do, what was expected) are never taken from it.
* Whoever asks for a replay's end gets it: politely at first, since keys have to be let go, and 150 ms later
  by the end of the wall, with which everything behind it ends.
"""
