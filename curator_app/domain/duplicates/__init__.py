"""Which entries are one study: keys to look by, a judgement of each pair in words, and groups.

Pure: how alike two texts are (0 to 100) is asked of a function that the caller passes in.
"""
