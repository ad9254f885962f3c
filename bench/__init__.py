"""Measurements with a clock: for people to look at, no tests."""
