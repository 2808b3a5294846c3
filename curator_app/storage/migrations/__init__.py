"""Alembic's folder: steps from one schema to the next in plain SQL that stands for itself."""
