"""Mutations of discount lists and their tiers."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import discount_lists as actions
from gql.inputs.catalog.discounts import (
    CreateDiscountListInput,
    DiscountTierInput,
    UpdateDiscountListInput,
    UpdateDiscountTierInput,
)
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.catalog.payloads import DiscountTierPayload, RemoveDiscountTierPayload
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import delete_payload_of, payload_of
from gql.types.prices import DiscountList


@strawberry.type
class DiscountMutations:
    """Create, change and delete discount lists; change their tiers."""

    @mutation(payload_of(DiscountList))
    async def create_discount_list(self, info: Info, input: CreateDiscountListInput) -> Changed:
        """Creates a discount list, with or without tiers."""
        tiers = [to_domain_values(tier) for tier in input.tiers or ()]
        async with begin_transaction(info) as work:
            discount_list = await actions.create_discount_list(
                work, to_domain_values(input, without=["tiers"]), tiers
            )
        return {"discount_list": discount_list.id}

    @mutation(payload_of(DiscountList))
    async def update_discount_list(
        self,
        info: Info,
        id: ID,
        input: UpdateDiscountListInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes the name or description of a discount list. Its type and currency are fixed."""
        uuid = uuid_of(tables.discount_lists, id)
        async with begin_transaction(info) as work:
            await actions.update_discount_list(
                work, uuid, to_domain_values(input), expected_version
            )
        return {"discount_list": uuid}

    @mutation(payload_of(DiscountList))
    async def activate_discount_list(
        self, info: Info, discount_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Activates a discount list, so that its tiers apply whatever the settings are."""
        uuid = uuid_of(tables.discount_lists, discount_list_id)
        async with begin_transaction(info) as work:
            await actions.set_discount_list_active(
                work, uuid, active=True, expected_version=expected_version
            )
        return {"discount_list": uuid}

    @mutation(payload_of(DiscountList))
    async def deactivate_discount_list(
        self, info: Info, discount_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deactivates a discount list.

        The setting `inactiveDiscountListsApply` decides whether it still applies.
        """
        uuid = uuid_of(tables.discount_lists, discount_list_id)
        async with begin_transaction(info) as work:
            await actions.set_discount_list_active(
                work, uuid, active=False, expected_version=expected_version
            )
        return {"discount_list": uuid}

    @mutation(delete_payload_of(DiscountList))
    async def delete_discount_list(
        self, info: Info, discount_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a discount list with its tiers. Refused while price list items use it."""
        uuid = uuid_of(tables.discount_lists, discount_list_id)
        async with begin_transaction(info) as work:
            await actions.delete_discount_list(work, uuid, expected_version)
        return {"deleted_discount_list_id": discount_list_id}

    @mutation(DiscountTierPayload)
    async def add_discount_tier(
        self,
        info: Info,
        discount_list_id: ID,
        input: DiscountTierInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Adds a tier to a discount list. The tier must not overlap another one."""
        uuid = uuid_of(tables.discount_lists, discount_list_id)
        async with begin_transaction(info) as work:
            tier = await actions.add_discount_tier(
                work, uuid, to_domain_values(input), expected_version
            )
        return {"discount_tier": tier.id, "discount_list": uuid}

    @mutation(DiscountTierPayload)
    async def update_discount_tier(
        self,
        info: Info,
        id: ID,
        input: UpdateDiscountTierInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes the quantities or the discount of a tier."""
        uuid = uuid_of(tables.discount_tiers, id)
        async with begin_transaction(info) as work:
            tier = await actions.update_discount_tier(
                work, uuid, to_domain_values(input), expected_version
            )
        return {"discount_tier": tier.id, "discount_list": tier.discount_list_id}

    @mutation(RemoveDiscountTierPayload)
    async def remove_discount_tier(
        self, info: Info, discount_tier_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Removes a tier from a discount list. Its range then gets no volume discount."""
        uuid = uuid_of(tables.discount_tiers, discount_tier_id)
        async with begin_transaction(info) as work:
            tier = await actions.remove_discount_tier(work, uuid, expected_version)
        return {
            "discount_list": tier.discount_list_id,
            "deleted_discount_tier_id": discount_tier_id,
        }
