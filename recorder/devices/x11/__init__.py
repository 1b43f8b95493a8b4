"""The X11 desktop: keys and pointer, windows and damage, focus, screen lock, hotkeys, settings.

Spoken with python-xlib, which needs no display to be imported (pynput does, so it cannot be asked on a
machine without one). Every object here owns its connections and uses them from one thread only.

May import ``recorder.episode``, ``recorder.ports``, ``recorder.privacy`` and ``recorder.errors``; only
``recorder.recording`` imports it.
"""
