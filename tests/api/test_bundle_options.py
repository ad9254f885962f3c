"""Optional items can be added to a bundle's line later, by its public ID."""

import pytest

from tests.api.desk import Desk, item, of, table, written
from tests.api.mutations import Json
from tests.api.sales import Sales


async def bundled(desk: Desk, kind: str) -> tuple[Json, str]:
    """Create a document with a bundle of 500.00 and a write-in, and an option at 40.00."""
    required, option = [await desk.product(currencyCode="USD") for _ in range(2)]
    bundle = await desk.bundle((required, "1", True), (option, "5", False))
    prices = await desk.price_list("USD", item(bundle, "500.00"), item(option, "40.00"))
    lines = (of(bundle), written("1", "1.00"))
    return await desk.document(*lines, kind=kind, priceListId=prices), option


@pytest.mark.parametrize("kind", ["opportunity", "quote", "order", "invoice"])
async def test_i_39_an_option_joins_a_bundle_that_is_there(desk: Desk, kind: str) -> None:
    document, option = await bundled(desk, kind)
    bundle_line = document["lines"][0]["id"]

    more = await desk.add(document, of(option, "2", bundleLineId=bundle_line))

    assert table(more, "lineType quantity extendedAmount")[-1] == [
        "OPTIONAL_BUNDLE_PRODUCT", "2", "80.00",
    ]  # fmt: skip
    assert more["lines"][-1]["bundleLineId"] == bundle_line


async def test_a_bundle_is_removed_with_its_items(desk: Desk) -> None:
    document, option = await bundled(desk, "quote")
    bundle_line = document["lines"][0]["id"]
    more = await desk.add(document, of(option, "2", bundleLineId=bundle_line))
    ids = [line["id"] for line in more["lines"]]

    payload = await Sales(desk.api).do("removeLine", lineId=bundle_line)

    left = [line["id"] for line in payload["document"]["lines"]]
    assert payload["deletedLineId"] == bundle_line
    assert sorted(payload["deletedLineIds"]) == sorted(set(ids) - set(left))
    assert (len(ids), len(left)) == (4, 1)


async def test_what_is_no_bundle_of_the_document_takes_no_options(desk: Desk) -> None:
    document, option = await bundled(desk, "quote")
    other, _ = await bundled(desk, "quote")
    write_in = document["lines"][2]["id"]
    refusals = {
        write_in: "BUNDLE_OPTION_UNKNOWN",
        other["lines"][0]["id"]: "LINE_NOT_FOUND",
        "nonsense": "LINE_NOT_FOUND",
        "qul_" + "1" * 32: "LINE_NOT_FOUND",
        document["id"]: "LINE_NOT_FOUND",
    }

    for id, code in refusals.items():
        assert await desk.cannot_add(document, of(option, bundleLineId=id)) == code

    bundle_line = document["lines"][0]["id"]
    stranger = written("1", "1.00", bundleLineId=bundle_line)
    assert await desk.cannot_add(document, stranger) == "WRITE_IN_BUNDLE_NOT_ALLOWED"
