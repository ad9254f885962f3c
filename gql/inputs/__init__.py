"""What clients type, as input types; descriptions of common fields are in gql/glossary.py."""
