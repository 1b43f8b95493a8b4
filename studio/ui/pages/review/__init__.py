"""The heart of the app: the recording, its timeline, and everything that can be taken out of it.

page        puts the parts together and carries out what is asked of them
keys        actions and keys for the commands
inspector   the lists beside the picture
finding     what a search found, and what was done at a place
baking      from the edits to an episode, with progress and a way back
"""
