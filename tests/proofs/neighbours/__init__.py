"""Measures what a tenant retains while its neighbor takes all it can: `make prove-neighbours`."""
