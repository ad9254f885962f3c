"""The time of addLines with many lines, and whether it grows linearly.

`make bench-lines` starts its own PostgreSQL and calls the application in the same process; each
answer includes all lines. Best of three; the time per line should be about the same in all rows.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from db.admin.migrate import upgrade
from db.admin.tenants import create_tenant
from db.database import Database
from db.embedded.postgres import run_postgres
from db.login import open_login
from db.tenant_ids import user_id_of
from gql.server.app import create_app
from gql.settings import Settings
from gql.tokens import Bearer, issue

Json = dict[str, Any]
COUNTS = (100, 200, 400, 800, 1000, 2000)
SECRET = "a secret of the measurement, 32 bytes and more"
USER = "ada@example.com"
MAKE = {
    "account": 'mutation { made: createAccount(input: { name: "A" }) { it: account { id } } }',
    "product": """mutation ($n: String!) { made: createProduct(input: { number: $n, name: $n,
      currencyCode: "USD", listPrice: "100.00" }) { it: product { id } } }""",
    "discounts": """mutation { made: createDiscountList(input: { name: "D", type: PERCENTAGE,
      tiers: [{ lowQuantity: "10", highQuantity: "99", percentage: "5" }] })
      { it: discountList { id } } }""",
    "tax": """mutation { made: createTaxCode(input: { code: "T", name: "T", rate: "19" })
      { it: taxCode { id } } }""",
    "prices": """mutation ($items: [PriceListItemInput!]!) { made: createPriceList(input: {
      name: "L", currencyCode: "USD", items: $items }) { it: priceList { id } } }""",
    "quote": """mutation ($account: ID!, $prices: ID!) { made: createQuote(input: { name: "Q",
      customerId: $account, currencyCode: "USD", priceListId: $prices }) { it: quote { id } } }""",
}
ALLOW = """mutation { updateTenantSettings(input: { maxLinesPerDocument: 5000 }) {
  userErrors { code } } }"""
ADD = """mutation ($id: ID!, $lines: [LineInput!]!) { addLines(documentId: $id, lines: $lines) {
  document { totalAmount { amount } lines { id pricePerUnit { amount } volumeDiscount { amount }
    baseAmount { amount } tax { amount } extendedAmount { amount } } }
  userErrors { code message } } }"""


class Client:
    """Calls the application in the same process."""

    def __init__(self, app: Any, token: str) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://localhost",
            headers={"Authorization": f"Bearer {token}"},
        )

    async def ask(self, query: str, **variables: Any) -> Json:
        """The data of an answer. Raises AssertionError if it has errors."""
        request = {"query": query, "variables": variables}
        body: Json = (await self.http.post("/graphql", json=request)).json()
        assert "errors" not in body, body
        data: Json = body["data"]
        return data

    async def make(self, what: str, **variables: Any) -> str:
        """Create a record and return its ID."""
        return str((await self.ask(MAKE[what], **variables))["made"]["it"]["id"])


async def shelf(client: Client) -> tuple[str, list[Json]]:
    """A price list with twenty products, and input for a line and a write-in line per product."""
    discounts, tax = await client.make("discounts"), await client.make("tax")
    products = [await client.make("product", n=f"P-{at}") for at in range(20)]
    items = [
        {"productId": product, "method": "PERCENT_OF_LIST", "percentage": "90",
         "discountListId": discounts}
        for product in products
    ]  # fmt: skip
    lines: list[Json] = []
    for product in products:
        lines.append({"productId": product, "quantity": "12.5", "taxCodeId": tax})
        lines.append({"writeIn": "Valve", "quantity": "2", "pricePerUnit": "5.05", "tax": "1"})
    return await client.make("prices", items=items), lines


async def measure(client: Client) -> None:
    """Print the time for each number of lines."""
    account = await client.make("account")
    prices, lines = await shelf(client)
    await client.ask(ALLOW)

    async def seconds(count: int, *, there: int = 0) -> float:
        many = (lines * (count // len(lines) + 1))[:count]
        quote = await client.make("quote", account=account, prices=prices)
        if there:
            await client.ask(ADD, id=quote, lines=many[:there])
        begun = time.perf_counter()
        data = await client.ask(ADD, id=quote, lines=many)
        taken = time.perf_counter() - begun
        assert len(data["addLines"]["document"]["lines"]) == there + count
        return taken

    await seconds(COUNTS[0])
    print("lines  there  seconds  ms per line  against the first row")
    first = 0.0
    for count, there in [*((count, 0) for count in COUNTS), (1000, 1000)]:
        best = min([await seconds(count, there=there) for _ in range(3)])
        first = first or best / count
        print(f"{count:5}  {there:5}  {best:7.3f}  {1000 * best / count:11.3f}  "
              f"{best / count / first:21.2f}")  # fmt: skip


async def main(url: str) -> None:
    """Migrate, create a tenant, and measure."""
    await upgrade(url)
    now = datetime.now(UTC)  # noqa: TID251
    tenant_id = await create_tenant(url, slug="bench", name="Bench", users={USER: "Ada"}, now=now)
    database = await Database.connect(await open_login(url), pool_size=2)
    token = issue(
        Bearer(tenant_id, user_id_of(tenant_id, USER)),
        secret=SECRET,
        now=now,
        lifetime=timedelta(hours=1),
    )
    client = Client(create_app(database, Settings(secret=SECRET, database_url=url)), token)
    await measure(client)
    await client.http.aclose()
    await database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, run_postgres(Path(folder) / "pg") as url:
        asyncio.run(main(url))
