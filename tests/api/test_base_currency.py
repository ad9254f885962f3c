"""The base currency of a tenant can change until a document has amounts in it (I-50)."""

from tests.api.catalog import Shop
from tests.api.desk import Desk, written


async def rates(shop: Shop, *codes: str) -> dict[str, str | None]:
    """Return the exchange rates of these currencies."""
    return {code: (await shop.currency(code))["exchangeRate"] for code in codes}


async def test_a_new_base_currency_has_the_rate_1_and_the_rates_for_the_old_one_are_forgotten(
    shop: Shop, desk: Desk
) -> None:
    await desk.rate("EUR", "0.9")
    await desk.rate("JPY", "150")

    await desk.settings(baseCurrencyCode="EUR")

    assert await rates(shop, "EUR", "USD", "JPY") == {"EUR": "1", "USD": None, "JPY": None}
    await desk.settings(baseCurrencyCode="CHF")  # which had no rate before
    assert await rates(shop, "CHF", "EUR") == {"CHF": "1", "EUR": None}


async def test_once_documents_have_base_amounts_the_base_currency_is_fixed(
    shop: Shop, desk: Desk
) -> None:
    await desk.rate("EUR", "0.9")
    await desk.document(written("1", "10"), currency="EUR")

    refused = await shop.refused("updateTenantSettings", input={"baseCurrencyCode": "EUR"})

    assert refused == ("BASE_CURRENCY_FIXED", "input.baseCurrencyCode")
    assert await rates(shop, "USD", "EUR") == {"USD": "1", "EUR": "0.9"}


async def test_once_documents_have_base_amounts_the_base_currency_keeps_its_decimals(
    shop: Shop, desk: Desk
) -> None:
    base, unused = await shop.currency("USD"), await shop.currency("CHF")
    await shop.do("updateCurrency", id=base["id"], input={"precision": 3})
    await desk.rate("EUR", "0.9")
    await desk.document(written("1", "10"), currency="EUR")

    refused = await shop.refused("updateCurrency", id=base["id"], input={"precision": 2})
    changed = await shop.do("updateCurrency", id=unused["id"], input={"precision": 3})

    assert refused == ("CURRENCY_IN_USE", "input.precision")
    assert ((await shop.currency("USD"))["precision"], changed["precision"]) == (3, 3)
