"""Competitors, and the deactivation of customers (I-63)."""

import pytest

from tests.api.catalog import Shop
from tests.api.sales import Sales


async def test_a_competitor_is_created_changed_read_and_found(shop: Shop) -> None:
    made = await shop.do(
        "createCompetitor",
        input={
            "name": "PumpWerk",
            "website": "https://pumpwerk.example",
            "strengths": "Brand",
            "weaknesses": "Delivery times",
        },
    )
    await shop.do("createCompetitor", input={"name": "Hydrovia"})

    changed = await shop.do(
        "updateCompetitor",
        id=made["id"],
        input={"weaknesses": None, "strengths": "Brand and range"},
        expectedVersion=1,
    )
    refusals = [
        await shop.refused("updateCompetitor", id=made["id"], input={"name": None}),
        await shop.refused("createCompetitor", input={"name": " "}),
        await shop.refused("updateCompetitor", id="cmp_", input={"name": "X"}),
    ]
    data = await shop.api(
        """query ($id: ID!) { competitor(id: $id) { name strengths weaknesses }
        competitors(filter: { or: [{ strengths: { contains: "RANGE" } },
          { name: { startsWith: "nobody" } }] }) { totalCount nodes { name } } }""",
        id=made["id"],
    )

    assert (made["website"], made["weaknesses"]) == ("https://pumpwerk.example", "Delivery times")
    assert changed["version"] == 2
    assert refusals == [
        ("VALUE_REQUIRED", "input.name"),
        ("TEXT_REQUIRED", "input.name"),
        ("COMPETITOR_NOT_FOUND", "id"),
    ]
    assert data == {
        "competitor": {"name": "PumpWerk", "strengths": "Brand and range", "weaknesses": None},
        "competitors": {"totalCount": 1, "nodes": [{"name": "PumpWerk"}]},
    }


@pytest.mark.parametrize("noun", ["Account", "Contact"])
async def test_i_63_a_customer_with_an_active_quote_is_not_deactivated(
    shop: Shop, sales: Sales, noun: str
) -> None:
    """Dynamics 0x80045302."""
    name = "name" if noun == "Account" else "lastName"
    customer = await shop.do(f"create{noun}", input={name: "Abe"})
    quote = await sales.draft(customerId=customer["id"])
    update = {"id": customer["id"], "input": {"isActive": False}}

    await sales.do("activateQuote", quoteId=quote["id"])
    refused = await shop.refused(f"update{noun}", **update)
    changed = await shop.do(f"update{noun}", id=customer["id"], input={name: "Abel"})
    await sales.do("closeQuote", quoteId=quote["id"], status="LOST")
    left = await shop.do(f"update{noun}", **update)

    assert refused == ("CUSTOMER_HAS_ACTIVE_QUOTES", "input.isActive")
    assert (changed["name"], changed["isActive"]) == ("Abel", True)
    assert left["isActive"] is False


async def test_i_63_drafts_and_quotes_of_others_do_not_hold_a_customer(
    shop: Shop, sales: Sales
) -> None:
    customer = await shop.do("createAccount", input={"name": "Abe"})
    await sales.draft(customerId=customer["id"])
    await sales.quote()

    left = await shop.do("updateAccount", id=customer["id"], input={"isActive": False})

    assert left["isActive"] is False


async def test_a_contact_moves_to_an_account_that_exists(sales: Sales) -> None:
    account = (await sales.do("createAccount", input={"name": "Willow Foods"}))["account"]["id"]
    contact = (await sales.do("createContact", input={"lastName": "Brook"}))["contact"]["id"]
    unknown = "acc_" + "0" * 32

    refused = await sales.refused("updateContact", id=contact, input={"accountId": unknown})
    await sales.do("updateContact", id=contact, input={"accountId": account})

    read = "query ($id: ID!) { contact(id: $id) { account { id } } }"
    assert refused == ("ACCOUNT_NOT_FOUND", "input.accountId")
    assert (await sales.api(read, id=contact))["contact"]["account"]["id"] == account
