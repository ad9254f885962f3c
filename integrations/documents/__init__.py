"""Quotes, orders and invoices as PDFs: what they say, how they look, where they are fetched."""
