"""The wall around a replay: what its programs can reach, and the words for it.

A recorded episode is code, and so is the program that its task starts. May import ``recorder``; imported by
``replay.running`` and by the tests. Linux only. Inside, every arrow points down::

    watching        a window on the person's desktop that shows a private one
    starting        starts a process behind the wall that stands, or with none where the person allows that
    in_force        which wall stands here, found by trying it, and how a person is told
    bubblewrap      the wall as the program ``bwrap`` is told it
    programs        a folder of other programs to be tried, and what of it would lead out
    kernel_calls    what may be asked of the kernel, which is the same on both sides
    visible         what of this machine is behind it
    environment     the few variables that a process there is given

Decisions:

* Everything of a run lies behind one wall: the X server, the buses, the window manager, the task's program
  and the process that acts. So nothing outside has to be reached from inside, the server names processes by
  the numbers that are known there, and the end of the wall is the end of all of them. What comes out is one
  pipe, and what reads that pipe believes nothing.
* What is visible is a list of what is allowed. A list of what is hidden forgets something.
* Whoever is watched at is shown by an X server that has a window on the person's desktop. It stands behind a
  wall of its own, between the two: the programs reach that server, and it reaches the desktop, by a cookie
  with which one can draw and nothing else.
* Whatever is written lies in memory of a limited size, so that no picture and no text reaches a disk.
* No wall, no replay, unless the person says so: a wall that fails is found before anything is started.
"""
