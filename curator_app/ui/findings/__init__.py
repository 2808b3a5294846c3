"""What the checks say, in the window: beside the text, in a panel, and what is decided about it."""
