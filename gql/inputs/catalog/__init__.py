"""The catalog as clients type it: one module for each noun."""
