"""The timeline's lanes: each paints one kind of thing that a session holds."""
