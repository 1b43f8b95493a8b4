"""Checking that a recording replays: what waits, one run of it, and what is kept of what came of it.

May import ``recorder``, all of ``replay`` but its commands, and ``studio.content``; knows no Qt. Inside,
every arrow points down::

    carrying_out    from what is asked for to what is kept, in three steps: the vault, any thread, the vault
    packing         what a check showed as bytes, to be sealed
    findings        what came of a check, in a few values
    wanted          how to check
"""
