"""Creates the records for `tests.proofs.priced_longer`."""

from typing import Any

from tests.proofs.furnished import LINE, LINES, LONG, Furnisher

LONGER = 3_000  # lines of the documents of a tenant whose settings allow more than 1,000
_AT_ONCE = 1_000  # lines that one request adds
ITEMS = 3  # required items of the bundle
OPEN = 40  # draft quotes of an opportunity
_SETTINGS = "mutation ($i: UpdateTenantSettingsInput!) { r: updateTenantSettings(input: $i) %s }"
_ERRORS = "{ userErrors { code message } }"


async def furnish_longer(furnisher: Furnisher, each: int) -> None:
    """Create longer documents, a bundle and opportunities with open quotes.

    There are `each` of those that are used up.
    """
    records = furnisher.records
    await _allow(furnisher, maxLinesPerDocument=5_000)
    await _catalog(furnisher)
    records.offer, records.longer_offer = [
        await _longer(furnisher, "Quote", lines) for lines in (LONG, LONGER)
    ]
    for offer in (records.offer, records.longer_offer):
        await furnisher.activate(offer)
    records.longer = await _longer(furnisher, "Quote", LONGER)
    records.longer_template = await _longer(furnisher, "Opportunity", LONGER)
    records.once["closeQuote"] = [await furnisher.offer(LONG) for _ in range(each)]
    records.once["deleteLonger"] = [await _longer(furnisher, "Quote", LONGER) for _ in range(each)]
    records.once["loseOpportunity"] = [await _wanted(furnisher) for _ in range(each)]


async def _longer(furnisher: Furnisher, kind: str, lines: int) -> str:
    """Create a document with more lines than one request can create."""
    id: str = (await furnisher.make(kind, min(lines, _AT_ONCE)))["id"]
    query = (
        f'mutation ($l: [LineInput!]!) {{ r: addLines(documentId: "{id}", lines: $l) {_ERRORS} }}'
    )
    for start in range(_AT_ONCE, lines, _AT_ONCE):
        await _do(furnisher, query, l=[LINE] * min(_AT_ONCE, lines - start))
    return id


async def _wanted(furnisher: Furnisher) -> str:
    """Create an opportunity with many draft quotes."""
    id: str = (await furnisher.make("Opportunity", LINES))["id"]
    quote = f'createQuoteFromOpportunity(opportunityId: "{id}") {_ERRORS}'
    for _ in range(OPEN // 2):
        await furnisher.send(f"mutation {{ a: {quote} b: {quote} }}")
    return id


async def _allow(furnisher: Furnisher, **settings: Any) -> None:
    await _do(furnisher, _SETTINGS % _ERRORS, i=settings)


async def _catalog(furnisher: Furnisher) -> None:
    """Create a bundle of products, and a price list with it."""
    items = [await _product(furnisher, f"I-{at}", "PRODUCT") for at in range(ITEMS)]
    await _allow(furnisher, createProductsAsActive=False)
    bundle = await _product(furnisher, "B", "BUNDLE")
    await _allow(furnisher, createProductsAsActive=True)
    for item in items:
        given = f'{{ productId: "{item}", quantity: "2", isRequired: true }}'
        call = f'addBundleItem(bundleId: "{bundle}", input: {given})'
        await _do(furnisher, f"mutation {{ r: {call} {_ERRORS} }}")
    await _do(furnisher, f'mutation {{ r: publishProduct(productId: "{bundle}") {_ERRORS} }}')
    listed = f'items: [{{ productId: "{bundle}", amount: "50.00" }}]'
    call = f'createPriceList(input: {{ name: "Bundles", currencyCode: "EUR", {listed} }})'
    made = await furnisher.send(f"mutation {{ r: {call} {{ priceList {{ id }} }} }}")
    furnisher.records.bundle = bundle
    furnisher.records.prices = made["r"]["priceList"]["id"]


async def _product(furnisher: Furnisher, number: str, structure: str) -> str:
    given = f'number: "{number}", name: "{number}", currencyCode: "EUR", structure: {structure}'
    call = f"createProduct(input: {{ {given} }})"
    made = await furnisher.send(f"mutation {{ r: {call} {{ product {{ id }} }} }}")
    id: str = made["r"]["product"]["id"]
    return id


async def _do(furnisher: Furnisher, query: str, **variables: Any) -> None:
    """Send a mutation that must succeed."""
    errors = (await furnisher.send(query, **variables))["r"]["userErrors"]
    assert errors == [], (errors, query[:200])
