"""What people see: the app's windows, pages and widgets, and all of Qt.

May import everything below; only ``studio.app`` imports it. Pages are put together from widgets and plain
models; what decides anything is in a room without Qt. Inside, arrows point down::

    windows     the main window, the recording bar, the tray
    pages       one for each place in the sidebar, and those before it
    dialogs     the few questions that need an answer before anything goes on
    widgets     what pages are made of: the timeline, the stage, lists, switches
    models      plain state with signals, and thin Qt models over plain lists
    theme icons words jobs      colours, pictures, the person's language, work off this thread

One thread draws. Whatever takes longer than a moment is a job on a ``jobs.Worker``, each of which owns one
resource: the vault, a session's reader, a decoder.
"""
