"""Pictures of every page of the app, for people who judge how it looks: ``make pictures``.

life      a vault with a believable life in it
looks     sizes, colours and languages
camera    waits for the app, and takes its picture
gates     before the vault is open
places    tasks, consent, the record page, the library, the settings
bars      the recording bar in each of its states
reviews   the review page
one_look  all of them in one look, as a process of its own
sheet     the page on which all of them lie side by side
"""
