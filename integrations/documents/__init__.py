"""Quotes, orders and invoices as PDFs: their content, their layout, and their download."""
