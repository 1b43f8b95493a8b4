"""One for each place in the sidebar, and those that come before it."""
