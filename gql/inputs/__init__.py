"""Input types, derived from the types that clients read."""

import gql.inputs.addresses
import gql.types  # noqa: F401 - enums are described before any input refers to them
