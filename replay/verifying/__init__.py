"""From an episode in the vault to a verdict that can be read: planned, run, judged, written down.

May import ``recorder`` and all of ``replay`` but its commands. Inside, every arrow points down::

    many        several runs at a time, none of which stops the others
    playing     one replay for a person who looks on, judged by nobody
    once        one replay of a subject, and all replays of it together
    subjects    what is replayed, found in the vault, and what must be refused
    ignoring    what of the screen is left out by hand
    tasks       what is asked for, and what came of it

Nothing here prints. Whoever asks for a verdict hands in a function that hears of it, and an event that ends
everything within 200 ms.
"""
