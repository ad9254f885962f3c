"""Benchmarks: measurements for people to read, not tests."""
