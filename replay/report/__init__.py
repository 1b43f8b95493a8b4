"""What a replay came to, for people and for programs: a page, JUnit XML, JSON; and an index of many.

Takes plain values and knows nothing of screens, players or vaults; may import ``recorder``'s words,
``replay.verdict`` and ``replay.plan.limits``. A page holds pictures of what was recorded, in clear: it is
written where a person asked for it, and says so. What was typed, and what windows were called, is in none of
these files.

``record``, ``words``, ``timing``, ``frame`` and ``shapes`` also serve the app, which shows the same.

Inside, every arrow points down::

    writing                     a folder of runs, and what tells of all of them
    run_page  index_page  junit what a person reads, and a machine
    run_script  run_style  index_style  style       how the pages look, and what one does by itself
    chart  stage  room          the timing, the pictures over each other, which of them there is room for
    parts                       safe text, marks, the page around a body
    timing  frame  shapes       when steps were due and done, what a moment shows, the verdicts' shapes
    words                       what is said of a run, in the voice of whoever says it
    reading                     a record as JSON, and its strict reading
    gallery  png                pictures, each once, holding nothing but pixels
    record                      one run, as values
"""
