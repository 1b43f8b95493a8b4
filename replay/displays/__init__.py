"""A desktop of its own, in memory: for replays, the demo and the tests, beside the person's own screen.

May import ``recorder``; imported by ``replay``'s player, by ``studio`` and by the tests. Linux and X11 only.
Inside, every arrow points down::

    private         the desktop as a whole: start, programs, teardown
    xserver session_bus window_manager      one part each
    keeper          a process that clears up should the owner be killed
    processes       finds and ends all that belongs to a desktop
    programs        the system's programs, or which package brings them; their start
"""
