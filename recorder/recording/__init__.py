"""The recording process, and the one who starts it.

Recording is a process of its own. A crash of the interface costs nothing, slow listeners cannot make a
window lag, and the process that touches devices holds the key of one session and never the vault's. Inside
it, each thread owns one resource and hands on what it finds:

    input, focus, desktop threads    devices  ->  one inbox
    main thread      ``recorder.py``  the inbox, the rules of ``recorder.session``, numbering
    screen thread    ``screen.py``    windows, pictures, canvases, encoders
    writer thread    ``writer.py``    the session's file

Beside it stands what the command line and the app both need: ``preparing.py`` (from consent to the first
message), ``following.py`` (until it is over, beside a sign) and ``ending.py`` (in the vault, and in words).

``host.py`` is the other side of the pipe: it starts the process, gives it orders and shows how it goes. If it
goes away, recording ends: nobody may be recorded with no sign of it.

May import every room below; only commands, the demo and the studio import it.
"""
