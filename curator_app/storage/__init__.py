"""The library's database file; SQLAlchemy and Alembic are known here only."""
