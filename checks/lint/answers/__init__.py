"""Rules about the form of `answers.yaml`."""
