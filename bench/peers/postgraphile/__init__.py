"""PostGraphile on Node, with its amber preset over the same tables."""
