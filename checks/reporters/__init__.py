"""A Report as something to read: on a terminal, on a GitHub run, as pytest's tests."""
