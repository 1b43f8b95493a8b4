"""Pictures to H.264 packets and back (PyAV). Pure of devices and files.

May import ``recorder.episode``; the recording and every reader import it.
"""
