"""The main window, the recording bar, the tray."""
