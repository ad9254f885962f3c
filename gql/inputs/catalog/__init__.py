"""Input types of the catalog, one module for each kind of record."""
