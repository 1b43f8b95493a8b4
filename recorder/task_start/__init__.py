"""Starts a task exactly as its study says: the same bytes in the same files, the same program, the same size.

May import ``devices``, ``episode``, ``errors`` and the vault's names; imported by commands, by the app and
by ``replay``, which starts the same task on a private desktop. Nothing here asks, shows or records anything::

    starting        joins the parts: files, program, first window, its size
    program         finds the program and starts it
    parting         whose folder it is, what a program is told, what stays when it is over
    folder          the task's own folder: places its files, tells whether anything was changed
    plan            what is to be placed and run, checked once more; pure

Decisions:

* A study is a stranger's file. ``study_file`` has refused a name that leaves the folder; it is refused here
  again, and the folder is entered step by step so that no link can lead out of it.
* The program is the person's, and so is what they make with it: neither is ended or deleted here.
* The size of a window is that of what the program draws, without the frame, which differs between desktops.
"""
