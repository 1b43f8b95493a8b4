"""What a session or an episode holds, in memory and quick to ask: for the timeline, the edits and the search.

Knows no Qt and changes nothing. May import ``recorder``; the rooms above it in the studio import it.
"""
