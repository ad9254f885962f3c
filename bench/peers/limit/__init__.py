"""The limit: the performance of Python and PostgreSQL with every statement written by hand."""
