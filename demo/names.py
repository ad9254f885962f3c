"""Names of the demo tenant and its first user."""

SLUG = "demo"
ADMIN = "demo@example.com"
