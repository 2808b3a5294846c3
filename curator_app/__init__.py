"""Atlas Curator: a desktop workbench for the people who make the ME/CFS Atlas."""

__version__ = "0.1.0"
