"""Real applications, recorded once and replayed: what must pass passes, and what is other is named."""
