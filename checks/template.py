"""The marks by which the template's own text is known, so that it is not taken for a student's."""

PROMPT = "✎"
"""Begins every line of `model_repo_template/README.md` that tells a student what to write."""
EXAMPLE = "Replace this sentence with an example of your own"
"""The template's widget example."""
