"""The public site: pages as bytes, their text, and releases in a folder."""
