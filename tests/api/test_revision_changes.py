"""Comparing two revisions of a quote over the API."""

from tests.api.mutations import Json
from tests.api.sales import Sales

CHANGES = """query ($id: ID!, $to: ID) { quote(id: $id) { changes(comparedTo: $to) {
  comparedTo { id revision } fields { field before after }
  lines { change before { id quantity } after { id quantity lineNumber }
          fields { field before after } } } } }"""


async def changes(sales: Sales, id: str, to: str | None = None) -> Json | None:
    data = await sales.api(CHANGES, id=id, to=to)
    found: Json | None = data["quote"]["changes"]
    return found


async def revised(sales: Sales, quote: Json) -> Json:
    revision: Json = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]
    return revision


async def test_w_3_what_differs_is_listed_line_by_line(sales: Sales) -> None:
    quote = await sales.quote()
    revision = await revised(sales, quote)
    pump, hose = revision["lines"]
    await sales.do("updateLine", lineId=pump["id"], input={"quantity": "3"})
    await sales.do("removeLine", lineId=hose["id"])
    new = {"writeIn": "Valve", "quantity": "1", "pricePerUnit": "7.00"}
    await sales.do("addLines", documentId=revision["id"], lines=[new])
    await sales.do("updateQuote", id=revision["id"], input={"discountPercentage": "10"})

    found = await changes(sales, revision["id"])

    assert found is not None
    assert found["comparedTo"] == {"id": quote["id"], "revision": 0}
    fields = {one["field"]: (one["before"], one["after"]) for one in found["fields"]}
    assert fields["discountPercentage"] == (None, "10")
    assert fields["totalAmount"] == ("105.00", "119.30")
    assert "name" not in fields
    kinds = [one["change"] for one in found["lines"]]
    assert kinds == ["CHANGED", "REMOVED", "ADDED"]
    changed, removed, added = found["lines"]
    assert changed["before"]["id"] == quote["lines"][0]["id"]
    assert changed["after"]["id"] == pump["id"]
    assert {"field": "quantity", "before": "2", "after": "3"} in changed["fields"]
    assert (removed["after"], removed["fields"]) == (None, [])
    assert (added["before"], added["after"]["quantity"]) == (None, "1")


async def test_any_two_revisions_can_be_compared(sales: Sales) -> None:
    first = await sales.quote()
    second = await revised(sales, first)
    await sales.do("updateLine", lineId=second["lines"][0]["id"], input={"description": "Blue"})
    await sales.do("activateQuote", quoteId=second["id"])
    third = await revised(sales, second)

    unchanged = await changes(sales, third["id"])
    since_first = await changes(sales, third["id"], first["id"])
    backwards = await changes(sales, first["id"], third["id"])

    assert unchanged is not None
    assert (unchanged["comparedTo"]["revision"], unchanged["fields"], unchanged["lines"]) == (
        1, [], [],
    )  # fmt: skip
    assert since_first is not None
    (line,) = since_first["lines"]
    assert line["fields"] == [{"field": "description", "before": None, "after": "Blue"}]
    assert backwards is not None
    assert backwards["lines"][0]["fields"][0] == {
        "field": "description", "before": "Blue", "after": None,
    }  # fmt: skip


async def test_there_is_nothing_to_compare_a_first_revision_or_another_number_with(
    sales: Sales,
) -> None:
    quote, other = await sales.quote(), await sales.quote()

    assert await changes(sales, quote["id"]) is None
    assert await changes(sales, quote["id"], other["id"]) is None
    assert await changes(sales, quote["id"], "ord_" + "1" * 32) is None


async def test_a_thousand_changed_lines_are_listed(sales: Sales) -> None:
    lines = [{"writeIn": f"L{n}", "quantity": "1", "pricePerUnit": "1"} for n in range(1000)]
    await sales.do("updateTenantSettings", input={"maxLinesPerDocument": 1_499})
    quote = await sales.quote(lines=lines)
    revision = await revised(sales, quote)
    removed = revision["lines"][0]["id"]
    await sales.do("removeLine", lineId=removed)
    await sales.do("addLines", documentId=revision["id"], lines=lines[:500])

    found = await changes(sales, revision["id"])

    assert found is not None
    assert len(found["lines"]) == 501
