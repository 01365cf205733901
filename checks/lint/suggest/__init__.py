"""What was probably meant: the closest known word, number, date or repo id."""
