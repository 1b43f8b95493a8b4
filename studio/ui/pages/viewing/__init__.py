"""A recording that others made, to be watched and searched, and never changed.

The same picture, timeline and lists as in the review, with nothing that takes anything out::

    page            opens a recording, shows what is below, and lets go of it
    bench           the parts, joined to each other and laid out
    inspector       the lists beside the picture, and where it came from
"""
