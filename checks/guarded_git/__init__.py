"""git, run on folders whose files are not trusted.

git does what the configuration of a repository tells it to: start a file-system monitor, verify a
signature, fetch a missing object, filter a file. The configuration of a submission is the
student's, so git never finds it: each git here works in an empty git directory of its own, and is
told where the index, the objects and the files are. No command is run but plumbing.
"""
