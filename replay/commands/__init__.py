"""The commands that replay: `assent replay`, and `python -m replay` on a machine that has no Qt.

May import all of ``replay`` and of ``recorder``; imported by ``studio.cli``, which adds them to its own.
"""
