"""Recording, from the app's side: what comes next and what there is to say, with no Qt and no device.

Above ``content``, beside ``review``; may import ``recorder``; imported by ``studio.ui`` alone::

    flow        the state machine: wishes and facts in, effects out; a test reads as a script
    steps       those wishes, facts and effects
    situation   what there is to show at one moment
    problems    what the person should know while it records
    disk_room   for how long the disk has room
    sign        hands on how it goes, and notices an interface that stands still
    line        the way to the recording's process
    filing      how it ended, for the vault
    sheet       what a person reads before they record a task

Decisions:

* Locking the vault does not end a recording: its process holds the key of one session and never needed the
  vault. How it ended is filed at once where the vault is open, else when it is next unlocked.
* The three seconds before a recording are there to get ready in, so they are the same under reduced motion;
  nothing moves in them but a number.
* Nothing is said of a task's program once it was left to the person.
"""
