"""Model files, looked at by their bytes and never loaded.

`look.look` recognises a file by its content, and says what is wrong with it: whether it is cut
off, or would run something when it is loaded. A file is anything that has a size and can be read
at an offset (`source.Source`), so a local file and one on the Hub are looked at alike; of a large
one, a few ranges are read. `problems` has the words for what is found.
"""
