"""The data set of the benchmarks: one tenant with any number of opportunities."""
