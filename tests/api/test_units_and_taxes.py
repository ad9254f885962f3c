"""Units and tax codes of lines over the API: set, changed and cleared."""

from tests.api.desk import Desk, figures, item, of, table
from tests.api.mutations import Json


async def boxed(desk: Desk) -> tuple[str, str, Json]:
    """Create a product at 10.00 a piece and 100.00 a box, and a quote with its price list."""
    group = await desk.do(
        "createUnitGroup",
        input={
            "name": "Packing",
            "primaryUnit": "Piece",
            "units": [{"name": "Box", "quantity": "12"}, {"name": "Pallet", "quantity": "96"}],
        },
    )
    found = await desk.api(
        "query ($id: ID!) { node(id: $id) { ... on UnitGroup { units { nodes { id name } } } } }",
        id=group,
    )
    units = {unit["name"]: unit["id"] for unit in found["node"]["units"]["nodes"]}
    product = await desk.product(currencyCode="USD", unitGroupId=group)
    prices = await desk.price_list(
        "USD", item(product, "10.00"), item(product, "100.00", unitId=units["Box"])
    )
    quote = await desk.document(of(product, "2"), priceListId=prices)
    return product, units["Box"], {**quote, "pallet": units["Pallet"]}


async def test_another_unit_has_another_price(desk: Desk) -> None:
    product, box, made = await boxed(desk)
    pallet = made.pop("pallet")
    assert table(made, "quantity pricePerUnit extendedAmount") == [["2", "10.00", "20.00"]]

    changed = await desk.change_line(made, 0, unitId=box)
    assert table(changed, "pricePerUnit extendedAmount") == [["100.00", "200.00"]]
    assert changed["lines"][0]["unit"]["id"] == box

    more = await desk.add(changed, of(product, "1", unitId=box))
    assert figures(more, "totalAmount") == ["300.00"]
    assert await desk.cannot_add(more, of(product, "1", unitId=pallet)) == (
        "PRODUCT_NOT_IN_PRICE_LIST"
    )
    assert await desk.cannot_change_line(more, 0, unitId=pallet) == "PRODUCT_NOT_IN_PRICE_LIST"
    strange = "uni_" + "1" * 32
    assert await desk.cannot_change_line(more, 0, unitId=strange) == "LINE_UNIT_INVALID"

    default = await desk.change_line(more, 0, unitId=None)
    assert table(default, "pricePerUnit")[0] == ["10.00"]


async def test_a_tax_code_can_be_given_to_a_line_and_taken_back(desk: Desk) -> None:
    product, prices = await desk.sold("50.00")
    tax = await desk.tax_code("19")
    quote = await desk.document(of(product, "2"), priceListId=prices)

    taxed = await desk.change_line(quote, 0, taxCodeId=tax)
    assert table(taxed, "tax taxRate extendedAmount") == [["19.00", "19", "119.00"]]

    typed = await desk.change_line(taxed, 0, tax="5.00")
    assert table(typed, "tax extendedAmount") == [["5.00", "105.00"]]
    assert typed["lines"][0]["taxRate"] is None

    again = await desk.change_line(typed, 0, taxCodeId=tax)
    without = await desk.change_line(again, 0, taxCodeId=None)
    assert table(without, "tax extendedAmount") == [["0.00", "100.00"]]

    strange = "tax_" + "1" * 32
    assert await desk.cannot_change_line(without, 0, taxCodeId=strange) == "TAX_CODE_NOT_FOUND"


async def test_taxes_follow_their_codes_when_another_price_list_is_chosen(desk: Desk) -> None:
    product, prices = await desk.sold("50.00")
    tax = await desk.tax_code("19")
    other = await desk.price_list("USD", item(product, "100.00"))
    quote = await desk.document(of(product, "1", taxCodeId=tax), priceListId=prices)

    await desk.do("updateTaxCode", id=tax, input={"rate": "20"})
    await desk.do("updateQuote", id=quote["id"], input={"priceListId": other})

    assert table(quote, "tax taxRate") == [["9.50", "19"]]
    moved = await desk.read(quote["id"])
    assert table(moved, "tax taxRate extendedAmount") == [["20.00", "20", "120.00"]]
