"""The input type for the connection to an ERP."""

import strawberry
from strawberry import Maybe

from gql.inputs.input_types import update_input
from gql.types.erp import ErpConnection


@update_input(ErpConnection)
class ConnectErpInput:
    """How to reach the ERP."""

    client_secret: Maybe[str | None] = strawberry.field(
        description="Client secret of the application that signs in to Business Central. It is"
        " stored encrypted and cannot be read."
    )
