"""The demonstration: a scripted person does the sample study's tasks, and everything written is searched.

What it shows goes through the public command line, as a person's own work would. May import ``replay`` and
``recorder``; the command line and the tests of the promises import it. Inside, every arrow points down::

    command         `assent demo`
    tour            what happens, in order
    report          the page with pictures; of what was edited in report_edited, made of report_parts
                    what was shared in report_shared, what was replayed in report_replayed
    replaying       replays what was shared, as it was recorded and with a changed application
    sharing         submits, opens, withdraws, and tries to open as everyone else
    editing         trims, redacts, cuts, bakes, and compares what is left with what there was
    exported eyes   reads what was exported: its text, and with tesseract its pictures
    scenes          what the person does in each task, and every word of it
    findings        what was found out, as plain values
    clock           how long each part takes
    party           a vault, a home and a command line of one's own
    person          real keys and pointer, at a human's pace
    search          finds words in files, however they are written down
"""
