"""Encrypted SQLite: the catalog, one file a session, keys, migrations.

May import ``recorder.episode``, ``recorder.errors`` and ``recorder.ports``. All SQL of the product lives
here. The process that records needs ``session_file`` and ``session_header`` alone, with one session's key::

    vault               create, unlock, consents, check, backup; and, in the classes that it is made of:
    kept_sessions kept_episodes open_vault    sessions; their edits and episodes; what both stand on
    kept_sharing        what goes to others and comes from them:
    kept_identity kept_submissions kept_received    keys and owners; what goes; what comes
    consents            the consent record, verified
    opening             what must hold before a vault may be used
    catalog             which sessions there are, their keys, consents, studies
    catalog_rows session_rows edit_steps episode_rows    its rows, by subject
    sharing_rows identity_rows submission_rows received_rows
    forgetting          taking rows out so that no page keeps a copy
    vault_header keys   vault.json; how the catalog's key is wrapped
    recovery_code system_keyring    two of the three things that unwrap it
    session_recovery backup         what a crash left; copies
    session_file        SessionWriter and SessionReader: one session's file
    session_wipe codec  taking the end back; events to rows
    event_blocks        a whole session's events, for whoever passes it on
    session_header      what is known of a session as a whole
    migrations          the tables, by format
    cipher engine       opening an encrypted file, scrubbing its log; SQLCipher itself
    home disk lock      where it lies, durably, for one process at a time
    errors              what a person can mend
"""
