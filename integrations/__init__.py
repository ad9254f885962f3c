"""Connections to the outside world: printed documents, mail, background jobs."""
