"""Demo data: a tenant with two years of business, created through the domain, deterministically."""
