"""What a client's cache needs: the id of whatever a mutation changed or removed."""

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
