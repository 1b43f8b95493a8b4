"""What a replay will do, worked out from an episode before anything is done; pure but for the reading.

May import ``recorder``; imported by all that plays, shows or verifies a replay. Inside, every arrow points
down::

    script words mapping            the plan as a program, as a person reads it, on other monitors
    planning                        builds it from a session file
    joining refusing                the order of all inputs, what is held in it; what must not be done
    own_inputs key_holds reading    what each action did; the events, within what a person does
    limits chords                   how much and which keys are refused
    steps inputs                    what a plan is made of
"""
