"""Looking at a session: its pictures, decoded off the interface's thread, and the clock that plays them.

Also where boxes over a picture lie and how they are shaped, and what the pointer and the keys were doing: all
that the stage draws, without the drawing. Knows no Qt. May import ``recorder`` and the rooms below it in the
studio; the interface imports it.
"""
