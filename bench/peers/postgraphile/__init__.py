"""PostGraphile on Node with its amber preset, on the same tables."""
