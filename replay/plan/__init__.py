"""What a replay will do, worked out from an episode before anything is done; pure but for the reading.

May import ``recorder``; imported by all that plays, shows or verifies a replay. Inside::

    script words mapping        the plan as a program, as a person reads it, on other monitors
    planning                    builds it
    limits chords               what is refused
    steps inputs                what it is made of
"""
