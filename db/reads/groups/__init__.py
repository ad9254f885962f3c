"""Documents in groups: how many, how much, by what they have in common."""
