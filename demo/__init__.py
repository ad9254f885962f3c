"""A tenant with two years of business, made through the domain; the same each time."""
