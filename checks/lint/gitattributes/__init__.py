"""Rules about `.gitattributes`: which files of a model folder go through LFS."""
