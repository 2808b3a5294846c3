"""Rules that the source of the program keeps: each reads one module and returns what breaks it.

They see what a reviewer would look for; none of them proves anything alone. What was looked at and
found to be right stands in tables, by module and by the very words of the source.
"""
