"""A Tour through the Hugging Face Hub: the lab's linters, publisher and grader."""
