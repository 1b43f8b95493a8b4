"""Plain state with signals, and thin Qt models over plain lists."""
