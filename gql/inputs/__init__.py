"""What clients type, as input types; descriptions of common fields are in gql/glossary.py."""

import gql.types  # noqa: F401 - enums are described before any input refers to them
