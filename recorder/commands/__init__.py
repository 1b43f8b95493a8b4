"""The command line's rooms: study, consent, vault, sessions.

The top of the recorder: may import every room below; only ``recorder.__main__`` and ``studio.cli`` import it.

``application`` joins commands into one program and is where others register theirs: both programs are
``run(name, commands)`` with a list of click commands, the recorder's own being ``RECORDER_COMMANDS``.

Decisions:

* What a program reads goes to standard output, what is only said to a person goes to standard error.
* Every command that opens the vault goes through ``opening``: it finishes what a crash left and lets go of
  what is past its time before anything else, and says so.
* Titles and file names are a stranger's text: whatever could command a terminal is shown as ``�``.
"""
