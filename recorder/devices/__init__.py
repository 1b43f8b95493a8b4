"""Adapters to the devices: one module each, behind the protocols of ``recorder.ports``.

May import ``recorder.episode``, ``recorder.ports`` and ``recorder.privacy``; ``recorder.recording`` and
``recorder.task_start`` join them, and the commands ask ``doctor`` and the settings.
"""
