"""Edits made, kept, and baked: a session and what a person took out of it become an episode.

May import ``studio.content``, ``replay`` and ``recorder``; commands, the review and the interface import it.
It knows no Qt, and no SQL: both sides of a file are asked for through ``recorder.vault``.
"""
