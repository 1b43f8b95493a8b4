"""What acts on a desktop: pyautogui, and Xlib behind it where pyautogui cannot.

May import ``recorder`` and ``replay.ports``; imported by ``replay``'s players and by the tests. Inside, every
arrow points down::

    x11                         an ``Actuator``
    x11_text                    text that arrives exactly, whatever the layout
    release_watch               lets go of all that is down should the process be killed
    spare_keys  settling        characters that no key has, and when a program has taken them
    layout                      which keys type what on this keyboard: pure
    pyautogui_loading           pyautogui, a copy for each display
    errors                      what stops an actuator

On Windows and macOS nothing acts: there is no private desktop there, and nobody has run it. pyautogui would
be of less help than here: it leaves out what is not ASCII, scrolls in units of its own on each, and turns a
horizontal wheel vertically on Windows.
"""
