"""The catalogue as clients type it: one module for each noun."""
