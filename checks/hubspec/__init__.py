"""Facts of the Hugging Face Hub, each in one place: names, limits, vocabulary, file formats."""
