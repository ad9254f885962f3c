"""Mutations of the tenant's settings."""

import strawberry

from domain.actions import settings as actions
from gql.inputs.input_conversion import to_domain_values
from gql.inputs.settings import UpdateTenantSettingsInput
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation
from gql.mutations.payloads import TenantSettingsPayload


@strawberry.type
class SettingsMutations:
    """Change the settings of the pricing engine."""

    @mutation(TenantSettingsPayload)
    async def update_tenant_settings(
        self, info: Info, input: UpdateTenantSettingsInput, expected_version: int | None = None
    ) -> Changed:
        """Changes the tenant's settings. Documents do not change until they are recalculated."""
        async with begin_transaction(info) as work:
            settings = await actions.update_tenant_settings(
                work, to_domain_values(input), expected_version
            )
        return {"settings": settings.id}
