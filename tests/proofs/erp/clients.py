"""Clients of the proof: they repeat what a killed server did not answer."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
_AGAIN = {"UNAVAILABLE", "OVERLOADED", "TIMEOUT"}
_TOLD = {"RECORD_BUSY", "OUTCOME_UNKNOWN"}
_PATIENCE = 120.0  # seconds until a repeated request must be answered

CREATE = """mutation ($input: CreateOrderInput!) { createOrder(input: $input) {
  order { id number } userErrors { code message } } }"""
SUBMIT = """mutation ($id: ID!) { submitOrder(orderId: $id) {
  order { status } userErrors { code message } } }"""
RENAME = """mutation ($id: ID!) { updateOrder(id: $id, input: { name: "changed" }) {
  userErrors { code message } } }"""
CONNECT = """mutation ($input: ConnectErpInput!) { connectErp(input: $input) {
  erpConnection { version } userErrors { code message } } }"""
LINK = """mutation ($type: ErpLinkType!, $record: ID, $code: String, $id: String!, $number: String!)
  { linkErpRecord(type: $type, recordId: $record, code: $code, remoteId: $id, remoteNumber: $number)
    { erpLink { id } userErrors { code message } } }"""
ACCOUNT = """mutation { createAccount(input: { name: "Willow Foods" }) {
  account { id } userErrors { code message } } }"""
READ = """query ($id: ID!) { order(id: $id) { number status name
  erp { status problem attempts remoteId } invoices { nodes { id erp { remoteId } } } } }"""


@dataclass
class Client:
    """Sends requests to the server until they are answered."""

    http: httpx.AsyncClient

    async def ask(self, query: str, **variables: Any) -> Json:
        """Return the data; what was refused for the moment, or not answered, is sent again."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = await self._send(query, variables)
                if answer is not None:
                    return answer
                await asyncio.sleep(0.3)

    async def do(self, mutation: str, **variables: Any) -> Json:
        """Send a mutation that must succeed; return its payload."""
        (payload,) = (await self.ask(mutation, **variables)).values()
        assert not payload["userErrors"], payload
        result: Json = payload
        return result

    async def _send(self, query: str, variables: Json) -> Json | None:
        body = {"query": query, "variables": variables}
        try:
            answer = (await self.http.post("/graphql", json=body)).json()
        except (httpx.TransportError, ValueError):
            return None
        if "errors" in answer:
            codes = {error["extensions"]["code"] for error in answer["errors"]}
            assert codes <= _AGAIN, answer
            return None
        data: Json = answer["data"]
        payloads = [each for each in data.values() if isinstance(each, dict)]
        errors = [error["code"] for each in payloads for error in each.get("userErrors") or ()]
        return None if _TOLD & set(errors) else data


async def order(client: Client, account: str, name: str) -> Json:
    """Create and submit an order, and see that nobody can edit it from then on."""
    line = {"writeIn": "Part", "quantity": "2", "pricePerUnit": "10.00"}
    given = {"name": name, "customerId": account, "currencyCode": "EUR", "lines": [line]}
    created: Json = (await client.do(CREATE, input=given))["order"]
    submitted = await client.do(SUBMIT, id=created["id"])
    assert submitted["order"]["status"] in {"SUBMITTED", "INVOICED"}, submitted
    (refused,) = (await client.ask(RENAME, id=created["id"])).values()
    assert refused["userErrors"], f"{name} could be edited"
    return created
