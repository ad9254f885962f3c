"""HTTP: tokens, paths, limits, batches, injected faults."""
