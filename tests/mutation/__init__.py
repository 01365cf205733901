"""Mutation testing: break the code in one small place at a time, and see that a test fails."""
