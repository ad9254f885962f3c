"""Actions on the catalog: products, bundles, units, prices, discounts, currencies and tax codes."""
