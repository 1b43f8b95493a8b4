"""Assent's replay: what an episode did, done again and compared.

May import ``recorder``; knows no Qt and nothing of ``studio``.
"""
