"""Runs a replay in a process of its own, behind a wall, and hears how it goes.

May import ``recorder`` and the rest of ``replay`` but its reports; imported by commands, by the app and by
the tests. First the parent's side, then that of the process that acts, then what both know. Inside of each,
every arrow points down::

    run             starts the process, hands it plan and pictures, answers it, ends it
    hearing         keeps what it says, and believes nothing that it cannot know
    process         its pipes: said and heard by threads, so that nobody waits for it
    options         how to run
    own_desktop     what must have been asked and answered before one's own desktop is acted on
    result          what a run came to
    happenings      what is told while it runs
    shown_pictures  hands out the recording's pictures, when they are asked for

    child           the process: ``python -m replay.running.child``
    acting          one replay in it, from the first message to the last
    stage           its desktop: a private one with the task on it, or the person's own
    reporting       says of the player's work what the other side needs to know
    watched_gate    the gate, with a picture and the focused window at each step
    asked_pictures  the recording's pictures, asked for through the pipe, one step ahead
    left_files      what the task's programs wrote
    viewer          what the desktop shows, for a person who looks on
    abort_keys      a chord that ends a replay wherever the keyboard is
    corner_watch    ends it when the pointer is pushed into a corner
    eyes            sees an X11 desktop
    mouth           says everything in its turn, on a thread of its own

    crossing        steps and answers, as they cross the pipe
    messages        what the two sides say to each other
    film            pictures one after the other, each as what changed since the one before
    ending_pipe     a pipe's end that can be let go of while a thread waits on it
    pipe            how messages cross it
    desktop_size    how large the desktop is, and which cannot be

Decisions:

* The process that acts has no key of the vault and none of its files: it is handed a plan and, when it asks,
  one picture after another.
* It shares its wall with programs that a stranger chose. So its parent believes nothing that it says: every
  message has a type and a limit, pictures are unpacked to the size they must have and no further, and the
  recording's own words (what to do, what was expected) are never taken from it.
* Whoever asks for a replay's end gets it: politely at first, since keys have to be let go, and 150 ms later
  by the end of the wall, with which everything behind it ends.
"""
