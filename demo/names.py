"""What the demo tenant and its first user are called."""

SLUG = "demo"
ADMIN = "demo@example.com"
