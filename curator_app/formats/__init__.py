"""Records of other programs, read into drafts and written from entries."""
