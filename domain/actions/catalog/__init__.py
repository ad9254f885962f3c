"""Acts on what is sold and for how much: one module for each noun of the catalog."""
