"""What a replay came to, for people and for programs: a page, JUnit XML, JSON; and an index of many.

Takes plain values and knows nothing of screens, players or vaults; may import ``recorder``'s words and
``replay.verdict``. A page holds pictures of what was recorded, in clear: it is written where a person
asked for it, and says so. What was typed, and what windows were called, is in none of these files.
"""
