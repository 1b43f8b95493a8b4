"""The heart of the app: the recording, its timeline, and everything that can be taken out of it.

Inside, every arrow points down::

    page            opens a recording, shows what is below, and lets go of it
    desk            lays the parts out, with the buttons and the menu
    timeline_menu   what can be done with a place of the timeline
    running         carries out the commands
    workbench       the parts, joined to each other
    taking_out      works out what an edit takes, and asks for it
    cautions        what to know of a redaction that was just made
    following       keeps the timeline and the lists in step with the player
    finding         what a search found, and what was done at a place
    baking          from the edits to an episode, with progress and a way back
    inspector keys edit_bar     the lists beside the picture; actions and buttons for the commands
"""
