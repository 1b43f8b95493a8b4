"""What the screen shows, against what it showed: the eyes of a replay.

May import ``recorder``, the words of the plan and of the gate, ``replay.ports`` and ``replay.verdict``;
imported by ``replay.verification`` and by what runs a replay. All but the gate and the reader of text are
pure functions over arrays: the same pictures, the same answer.
Inside, every arrow points down::

    gate            waits until the screen is ready for a step, or finds where its target went
    comparing       what a step came to, against what it came to in the recording, in words
    expecting       what an episode showed when the person acted, decoded from it
    wanted          what must look the same before a step
    finding         where a picture is on another one, if it is there once
    reading         what is written in a picture, with the program ``tesseract`` where there is one
    allotting       how far each stretch of a recording is looked at
    volatile        where pictures differ by themselves: clocks, spinners, pictures that load
    titles          whether a window is the one that it was
    places          where on the screen, in words
    shading         whether a thing is only lit otherwise
    difference      what differs between two pictures of one place, noise aside
    pair            two pictures of one place, pixel by pixel
    covers          what was painted over and cannot be compared
    areas           connected cells of a mask, as rectangles
    picture         a picture and its place on the desktop
"""
