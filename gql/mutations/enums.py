"""Options of mutations."""

from enum import Enum

import strawberry


@strawberry.enum(description="Wholly or in part.")
class Extent(Enum):
    """How far an order is fulfilled, or an invoice paid."""

    COMPLETE = strawberry.enum_value("COMPLETE", description="All of it.")
    PARTIAL = strawberry.enum_value("PARTIAL", description="A part of it.")
