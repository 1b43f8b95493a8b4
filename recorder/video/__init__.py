"""Pictures to H.264 packets and back (PyAV). Knows no device, and no file but the mp4 that a person asks for.

May import ``recorder.episode``; the recording and every reader import it.

A packet is a row, not a slice of a container: each group of pictures decodes alone, parameter sets travel on
every key frame, and times are the session's own. There are no B-frames, so that packets are in the order in
which they are shown and the stream may be cut after any of them.
"""
