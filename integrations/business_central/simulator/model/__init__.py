"""The entity sets of API v2.0: their fields, types, lengths and navigation properties."""
