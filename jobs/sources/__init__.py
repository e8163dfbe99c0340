"""Sources: how each kind shows its entries, how entries are told apart, and how strangers' bytes are read.

`kinds` lists the kinds. Nothing is imported here: the reader process starts with what it parses with, and no more.
"""
