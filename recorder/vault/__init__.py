"""Encrypted SQLite: the catalog, one file a session, keys, migrations.

May import ``recorder.episode`` and ``recorder.ports``. All SQL of the product lives here.
"""
