"""What the customer gets."""

from tests.api.sales import Sales


async def test_x(sales: Sales) -> None:
    q = await sales.quote()
    print(await sales.api("query($id: ID!){ quote(id:$id){ pdf{url expiresAt fileName} mailings{id to} sentAt sentTo } viewer{tenant{letterhead{companyName addressLines locale logo{data}}}}}", id=q["id"]))
    print(await sales.api('mutation($id: ID!){ sendQuote(quoteId:$id, to:["a@example.com","b@example.com"]){ quote{ mailings{to cc status documentVersion createdBy{name}} version sentAt sentTo} mailing{id} userErrors{code message path} } }', id=q["id"]))
    print(await sales.api('mutation($id: ID!){ sendQuote(quoteId:$id){ quote{id} mailing{id} userErrors{code message path} } }', id=q["id"]))
    assert 0
