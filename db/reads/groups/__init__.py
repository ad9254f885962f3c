"""Aggregates: documents in groups, with counts, amounts and rates."""
