"""Starts the simulator as a process, and talks to it like a client and like a person inside."""

import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import httpx

from tests.simulator.exact import dumps, loads

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "integrations.business_central.simulator"]
TENANT, SECRET = "11111111-1111-1111-1111-111111111111", "simulator-secret"
TLS = ssl.create_default_context()  # made once, as it takes longer than a request
SCOPE = "https://api.businesscentral.dynamics.com/.default"
SEED: dict[str, Any] = {
    "unitsOfMeasure": [{"code": "PCS"}, {"code": "BOX"}, {"code": "KG"}],
    "currencies": [
        {"code": "USD", "displayName": "US dollar"},
        {"code": "JPY", "displayName": "Yen", "amountRoundingPrecision": 1},
    ],
    "paymentTerms": [{"code": "30D", "dueDateCalculation": "30D"}, {"code": "CM"}],
    "shipmentMethods": [{"code": "EXW"}],
    "taxGroups": [{"code": "NORMAL", "percent": 19}, {"code": "LOW", "percent": 7}],
    "accounts": [{"number": "6600", "displayName": "Freight"}],
    "salespeoplePurchasers": [{"code": "JO", "displayName": "Jo"}],
    "items": [
        {
            "number": "A-100",
            "displayName": "Pump",
            "baseUnitOfMeasureCode": "PCS",
            "units": ["BOX"],
            "taxGroupCode": "NORMAL",
            "unitPrice": 480,
        },
        {"number": "B-200", "baseUnitOfMeasureCode": "PCS", "taxGroupCode": "LOW"},
    ],
    "resources": [{"number": "R-1", "displayName": "Consulting", "unitPrice": 90}],
    "customers": [
        {"number": "10000", "displayName": "Willow Foods", "city": "Kiel", "country": "DE"},
        {"number": "20000", "displayName": "Harbour Ltd", "currencyCode": "USD"},
    ],
}


@contextmanager
def run_simulator(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a simulator on a free port; yield the process and its address, and end it."""
    command = [*COMMAND, "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield process, found[0]
        finally:
            process.kill()


class Answer:
    """An answer: status, headers, and JSON whose numbers are exact."""

    def __init__(self, response: httpx.Response) -> None:
        self.status, self.headers = response.status_code, response.headers
        self.text = response.text
        is_json = "json" in response.headers.get("content-type", "")
        self.json: Any = loads(response.content) if is_json and response.content else None

    @property
    def code(self) -> str:
        """Return the error code."""
        return str(self.json["error"]["code"])

    @property
    def refusal(self) -> tuple[int, str]:
        """Return the status and the error code."""
        return self.status, self.code

    @property
    def etag(self) -> str:
        """Return the record's etag."""
        return str(self.json["@odata.etag"])


class Simulator:
    """A client of the API with a token, and the control door."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.root = f"{address}/v2.0/{TENANT}/Production/api/v2.0"
        self.http = httpx.Client(timeout=30, verify=TLS)
        self.headers: dict[str, str] = {}
        self.company = ""

    def sign_in(self) -> Self:
        """Get a token, and the id of the company."""
        self.headers = {"Authorization": f"Bearer {self.token()}"}
        (company,) = self.get("/companies").json["value"]
        self.company = str(company["id"])
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def reset(self) -> Self:
        """Let the simulator forget everything but the masters of the tests."""
        self.control("POST", "reset", seed=SEED)
        return self.sign_in()

    def token(self) -> str:
        """Get a token."""
        return str(self.ask_token().json["access_token"])

    def ask_token(self, tenant: str = TENANT, **form: str) -> Answer:
        """Send a token request; `form` replaces parts of a right one."""
        right = {"grant_type": "client_credentials", "client_id": "salesgraph", "scope": SCOPE}
        data = {**right, "client_secret": SECRET, **form}
        return Answer(self.http.post(f"{self.address}/{tenant}/oauth2/v2.0/token", data=data))

    def send(
        self, method: str, path: str, body: Any = None, query: Any = None, **headers: str
    ) -> Answer:
        """Send a request below the company; a path with a slash in front starts at the API's root.

        Underscores in header names become dashes.
        """
        url = path if path.startswith("http") else self.url(path)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content = None
        if body is not None:
            content = dumps(body)
            sent.setdefault("Content-Type", "application/json")
        request = {"content": content, "headers": {**self.headers, **sent}, "params": query}
        return Answer(self.http.request(method, url, **request))

    def url(self, path: str) -> str:
        """Return the URL of a path below the company, or below the root if it starts with `/`."""
        return self.root + (path if path.startswith("/") else f"/companies({self.company})/{path}")

    def get(self, path: str, query: Any = None, **headers: str) -> Answer:
        """Send a GET."""
        return self.send("GET", path, query=query, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a POST."""
        return self.send("POST", path, body, **headers)

    def control(self, method: str, path: str, /, **body: Any) -> Any:
        """Use the control door; it must succeed."""
        content = dumps(body) if body else None
        response = self.http.request(method, f"{self.address}/control/{path}", content=content)
        assert response.status_code == 200, response.text
        return loads(response.content)

    def state(self) -> Any:
        """Return the simulator's state."""
        return self.control("GET", "state")

    def order(self, number: str = "SO-1", *lines: dict[str, Any], **fields: Any) -> Any:
        """Create an order with lines, by default one of 12 pumps, and return it."""
        body = {
            "externalDocumentNumber": number,
            "customerNumber": "10000",
            **fields,
            "salesOrderLines": list(lines) or [pumps(12)],
        }
        answer = self.post("salesOrders", body)
        assert answer.status == 201, answer.text
        return answer.json

    def reread(self, order: Any) -> Answer:
        """Read an order with its lines again."""
        return self.get(f"salesOrders({order['id']})", {"$expand": "salesOrderLines"})

    def invoices(self, **query: str) -> Any:
        """Return all invoices with their lines."""
        options = {"$expand": "salesInvoiceLines", **query}
        return self.get("salesInvoices", options).json["value"]


def pumps(quantity: int | str, price: str = "39.9", **more: Any) -> dict[str, Any]:
    """Return a line of pumps."""
    line = {"lineType": "Item", "lineObjectNumber": "A-100"}
    return {**line, "quantity": Decimal(quantity), "unitPrice": Decimal(price), **more}
