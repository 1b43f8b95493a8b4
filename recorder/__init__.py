"""Assent's recorder: a person's task, with their consent, into an encrypted session.

Knows no Qt and nothing above it: it may import neither ``replay`` nor ``studio``, and both may import it.
Inside, every arrow points down::

    commands        the command line's rooms: study, consent, vault, record, sessions
    recording       the recording process and the one who starts it
    checkup         what recording needs of this computer beyond its desktop
    task_start      starts a task exactly as its study says
    consented       from a study's bytes and the consent chain to the permit to record
    devices video vault     adapters: screens and keys; pictures to packets; encrypted files
    study_file              a study's TOML, and every mistake in it with its line
    session privacy         what happens next, with no device at all
    ports           what the rules need from the adapters
    wording         numbers, sizes and times as a person reads them
    episode         the words everyone speaks
    errors          what a person can mend
"""
