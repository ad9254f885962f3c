"""Business rules: documents, lines, totals, posting, payments."""
