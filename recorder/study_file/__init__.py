"""Reads a study from its TOML file, and lists everything that is wrong with it, each with its line.

The file is a stranger's: it is read with limits, as data, and nothing in it is run, opened or fetched.
``statements`` gives TOML its lines, ``section`` reads one table, ``parts`` knows the tables of a study,
``signature`` whose it is, and ``reading`` joins them. May import ``recorder.episode``; the rooms above it
read studies with it.
"""

from recorder.study_file.reading import StudyFileError, read_study
from recorder.study_file.signature import signed_study
from recorder.study_file.statements import Mistake

__all__ = ["Mistake", "StudyFileError", "read_study", "signed_study"]
