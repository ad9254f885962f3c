"""The limit: what Python and PostgreSQL can do, with every statement written by hand."""
