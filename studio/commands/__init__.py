"""The studio's commands: what a person types, each by the code that the interface calls too.

May import ``studio.review``, ``studio.editing``, ``studio.content`` and what the recorder's commands are made
of; ``studio.cli`` puts them into the program.
"""
