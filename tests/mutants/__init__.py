"""Mutation testing of the domain: `make prove-mutants`. Its results are in docs/mutants.md."""
