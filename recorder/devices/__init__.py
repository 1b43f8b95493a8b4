"""Adapters to the devices: one module each, behind the protocols of ``recorder.ports``.

May import ``recorder.episode``, ``recorder.ports`` and ``recorder.privacy``; only ``recorder.recording``
imports it.
"""
