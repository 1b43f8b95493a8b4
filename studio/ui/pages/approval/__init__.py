"""What leaves, shown before it does: the episode itself, to whom, where to, for how long, and one question.

page        the episode as others will see it, and what is said of it
panel       the checklist, the readers, the place and the time, beside the picture
check_row   one line of the checklist
bar         below everything: what is shared, in one sentence, and the button
"""
