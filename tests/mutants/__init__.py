"""Mutation testing of the domain: `make prove-mutants`. What it found is in docs/mutants.md."""
