"""What a teacher may want to see of a submission beside its points: facts, which accuse nobody.

Each has an innocent reason as well as another. None costs a point; a person decides what it means.
"""
