"""A simulator of Business Central's API v2.0, for tests and demos: a program of its own."""
