"""The Check page: what is checked, how it goes, what came of it.

::

    page                puts the parts together and joins them to the desk and to each other
    middle              what is seen in the middle: a word, keys that ask, the desktop, the comparison
    queue, live, finding, options, asking       the parts
"""
