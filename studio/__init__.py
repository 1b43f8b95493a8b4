"""What people see and decide: the command line and the app.

The top of the house: it may import ``replay`` and ``recorder``; nobody imports it.
"""
