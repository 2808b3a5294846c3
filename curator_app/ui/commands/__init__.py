"""The commands of the main window."""
