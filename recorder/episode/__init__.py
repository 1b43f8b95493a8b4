"""The words everyone speaks: time, screens, events, actions, studies and consent.

Pure and frozen: no I/O, no clock, no device. May import only ``recorder.errors``; every other room may
import it.
"""
