"""Rules about the front matter and the text of a model card."""
