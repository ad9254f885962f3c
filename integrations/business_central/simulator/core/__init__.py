"""What the simulator stands on: values, errors, JSON, the clock and the store."""
