"""The windows of duplicates: finding them, merging one pair side by side, merging the sure ones."""
