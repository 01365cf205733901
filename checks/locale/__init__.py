"""The catalogues of translations, and what keeps them in line with the code."""
