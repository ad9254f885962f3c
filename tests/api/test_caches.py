"""Payloads carry what client caches need: the ID of every record that was changed or removed."""

import pytest

from tests.api.sales import Sales
from tests.client import Api


async def test_a_cache_finds_changed_settings(api: Api) -> None:
    parts = "id pricingPrecision version"
    before = await api(f"{{ viewer {{ tenant {{ settings {{ {parts} }} }} }} }}")
    settings = before["viewer"]["tenant"]["settings"]

    done = await api(
        f"mutation {{ updateTenantSettings(input: {{pricingPrecision: 3}})"
        f" {{ settings {{ {parts} }} userErrors {{ code }} }} }}"
    )

    changed = done["updateTenantSettings"]["settings"]
    assert changed["id"] == settings["id"]
    assert changed["pricingPrecision"] == 3 != settings["pricingPrecision"]


async def test_a_cache_finds_a_changed_letterhead(api: Api) -> None:
    before = await api("{ viewer { tenant { letterhead { id companyName } } } }")
    letterhead = before["viewer"]["tenant"]["letterhead"]

    done = await api(
        'mutation { updateLetterhead(input: {companyName: "Willow Pumps"})'
        " { letterhead { id companyName } userErrors { code } } }"
    )

    changed = done["updateLetterhead"]["letterhead"]
    assert changed == {"id": letterhead["id"], "companyName": "Willow Pumps"}


@pytest.mark.parametrize(("mode", "replaces"), [("REPLACE", True), ("APPEND", False)])
async def test_a_cache_is_told_which_lines_were_replaced(
    sales: Sales, mode: str, *, replaces: bool
) -> None:
    opportunity, quote = await sales.opportunity(), await sales.draft()
    before = [line["id"] for line in quote["lines"]]
    both = {"documentId": quote["id"], "opportunityId": opportunity["id"]}

    payload = await sales.do("getProductsFromOpportunity", **both, mode=mode)

    after = [line["id"] for line in payload["document"]["lines"]]
    added = [line["id"] for line in payload["lines"]]
    assert payload["deletedLineIds"] == (before if replaces else [])
    assert after == (added if replaces else before + added)
