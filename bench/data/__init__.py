"""The data set of the measurements: one tenant, as many opportunities as wanted."""
