"""Requests before they reach the database: read, remembered, queued."""
