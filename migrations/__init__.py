"""The schema's history: Alembic revisions, applied in order."""
