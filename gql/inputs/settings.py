"""The input type for a tenant's settings."""

from gql.inputs.input_types import update_input
from gql.types.parties import TenantSettings


@update_input(TenantSettings)
class UpdateTenantSettingsInput:
    """Fields to change on the tenant's settings.

    Changes apply to a document the next time it is calculated.
    """
