"""Converts the stored data of a document into the texts of its PDF.

Only values that are not stored are calculated: the total discount of a line, and taxes by rate.
They result from stored amounts by exact addition and subtraction.
"""

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.tenant.letterhead import size_of
from integrations.documents.formats import Formats
from integrations.documents.labels import labels
from integrations.documents.sums import Sum, between, line_discount, net
from integrations.documents.texts import address_lines, clean, lines

Row = Mapping[str, Any]
Printed = dict[str, Any]

_LETTER_PAPER = {"US", "CA", "MX", "CL", "CO", "PH"}


class DocumentView:
    """The texts of one document in the language of its recipient."""

    def __init__(self, content: str, logo: tuple[bytes, str] | None = None) -> None:
        """`content` is the JSON snapshot of the document (`db.planner.document_snapshot`)."""
        self.data: Row = json.loads(content, parse_float=Decimal, parse_int=Decimal)
        self.document: Row = self.data["document"]
        self.customer: Row = self.data["customer"] or {}
        self.letterhead: Row = self.data["letterhead"]
        self.formats = Formats(self.customer.get("locale"), self.letterhead["locale"])
        self.labels = labels(self.formats.language)
        self.logo = logo
        currency = self.data["currency"]
        self.currency, self.places = currency["code"], int(currency["precision"])

    @property
    def title(self) -> str:
        """The translated name of the document type."""
        return self.labels[self.data["kind"]]

    @property
    def number(self) -> str:
        """The document number."""
        return clean(self.document["number"])

    def to_template(self) -> Printed:
        """Everything that the template needs."""
        has_discount = any(line_discount(line, self.places) for line in self.data["lines"])
        has_tax = any(line["tax"] for line in self.data["lines"])
        return {
            "language": self.formats.language,
            "region": self.formats.region,
            "paper": "us-letter" if self._sender_region() in _LETTER_PAPER else "a4",
            "title": self.title,
            "number": self.number,
            "name": clean(self.document["name"]),
            "watermark": self._watermark(),
            "sender": self._sender(),
            "logo": None if self.logo is None else _svg(*self.logo),
            "recipient": self._recipient(),
            "ship_to": self._ship_to(),
            "facts": self._facts(),
            "labels": {name: self.labels[name] for name in _PRINTED},
            "columns": {"discount": has_discount, "tax": has_tax},
            "lines": [self._line(at, line) for at, line in enumerate(self.data["lines"], 1)],
            "totals": self._totals(),
            "terms": self._terms(),
            "payments": self._payments(),
            "currency": self.currency,
        }

    def _money(self, amount: Decimal) -> str:
        return self.formats.money(amount, self.currency, self.places)

    def _number(self, amount: Decimal) -> str:
        return self.formats.number(amount, self.places)

    def _sender_region(self) -> str | None:
        return Formats(self.letterhead["locale"]).region

    def _watermark(self) -> str:
        reasons = {"CANCELED": "canceled", "NO_MONEY": "canceled", "REVISED": "revised"}
        if self.document["status"] == "DRAFT":
            return self.labels["draft"]
        word = reasons.get(self.document["status_reason"])
        return self.labels[word] if word else ""

    def _sender(self) -> Printed:
        head = self.letterhead
        reach = (head["phone"], head["email"], head["website"])
        tax_id = f"{self.labels['tax_id']} {head['tax_id']}" if head["tax_id"] else None
        return {
            "name": clean(head["company_name"]),
            "address": lines(head["address_lines"]),
            "reach": [clean(text) for text in reach if text],
            "foot": [clean(text) for text in (tax_id, head["footer"]) if text],
        }

    def _recipient(self) -> list[str]:
        billed = self.document["bill_to"] or self.customer.get("address") or {}
        company, name = self.customer.get("company"), self.customer.get("name")
        address = self._address(billed)
        if not billed.get("name"):
            address = [clean(text) for text in (company, name) if text] + address
        return address

    def _ship_to(self) -> list[str]:
        address = self._address(self.document["ship_to"])
        return [] if address == self._recipient() else address

    def _address(self, address: Row | None) -> list[str]:
        return address_lines(address, self.formats.language)

    def _facts(self) -> list[list[str]]:
        document, owner = self.document, self.data["owner"] or {}
        facts = [("number", self.number)]
        if document.get("revision"):
            facts.append(("revision", str(document["revision"])))
        facts += [(name, self.formats.day(day)) for name, day in self._days() if day]
        for kind in ("quote", "order"):
            if self.data.get(kind):
                facts.append((f"of_{kind}", self.data[kind]["number"]))
        ordered = document.get("purchase_order_number")  # earlier snapshots do not have it
        if ordered:
            facts.append(("purchase_order_number", clean(ordered, _NARROW)))
        if owner.get("name"):
            facts.append(("contact", owner["name"]))
        rows = [[self.labels[name], clean(text)] for name, text in facts]
        return [*rows, ["", clean(owner["email"])]] if owner.get("email") else rows

    def _days(self) -> list[tuple[str, str | None]]:
        day = self.document.get
        return [
            ("date", day("created_at")),
            ("valid_from", day("effective_from")),
            ("valid_until", day("expires_on") or day("effective_to")),
            ("request_delivery_by", day("request_delivery_by")),
            ("due_date", day("due_date")),
        ]

    def _line(self, at: int, line: Row) -> Printed:
        name = line["write_in"] or line["product_name"] or ""
        unit = line["unit_name"] if line["unit_name"] != "Primary Unit" else None
        is_part = line.get("bundle_line_id") is not None
        shown = not is_part or bool(line["extended_amount"])
        discount, rate = line_discount(line, self.places), line.get("tax_rate")
        taxed = self.formats.percent(rate) if rate is not None else self._number(line["tax"])
        price_places = max(self.places, -_exponent(line["price_per_unit"]))
        return {
            "position": str(at),
            "name": clean(name),
            "number": clean(line["product_number"] or ""),
            "notes": [] if line["description"] == name else lines(line["description"]),
            "quantity": self.formats.quantity(line["quantity"]),
            "unit": clean(unit or ""),
            "price": self.formats.number(line["price_per_unit"], price_places) if shown else "",
            "discount": self._number(-discount) if discount else "",
            "tax": taxed if shown and (line["tax"] or rate is not None) else "",
            "amount": self._number(net(line)) if shown else "",
            "is_part": is_part,
        }

    def _totals(self) -> list[Printed]:
        document = self.document
        sums = between(document, self.data["lines"])
        if sums:
            sums.insert(0, Sum("subtotal", document["detail_amount"]))
        totals = [self._total(self._label(each), each.amount) for each in sums]
        totals.append(self._total(self.labels["total"], document["total_amount"], strong=True))
        if self.data["kind"] == "invoice" and document["amount_paid"]:
            totals.append(self._total(self.labels["paid"], -document["amount_paid"]))
            totals.append(self._total(self.labels["due"], document["amount_due"], strong=True))
        return totals

    def _label(self, each: Sum) -> str:
        if each.percent is None:
            return self.labels[each.label]
        percent = self.formats.percent(each.percent)
        return self.labels[f"{each.label}_percent"].format(percent=percent)

    def _total(self, label: str, amount: Decimal, *, strong: bool = False) -> Printed:
        return {"label": label, "value": self._money(amount), "strong": strong}

    def _terms(self) -> list[list[str]]:
        names = ("payment_terms", "freight_terms", "shipping_method")
        terms = [(name, str(self.document[name])) for name in names if self.document[name]]
        return [[self.labels[name], self.labels.get(word, word)] for name, word in terms]

    def _payments(self) -> list[list[str]]:
        return [
            [
                self.formats.day(payment["paid_on"]),
                clean(payment["reference"] or ""),
                self._money(payment["amount"]),
            ]
            for payment in self.data.get("payments", ())
        ]


_NARROW = 14  # characters, even wide ones, that fit beside the recipient
_PRINTED = (
    "item", "quantity", "price", "line_discount", "tax", "amount", "ship_to", "payments", "page",
)  # fmt: skip


def _exponent(value: Decimal) -> int:
    """The exponent of the last nonzero digit; -2 for 1.250."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _svg(data: bytes, media_type: str) -> Printed:
    """A picture wrapped in SVG, which the template can read from a string; its size in pixels."""
    width, height = size_of(data) or (1, 1)
    picture = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
    body = f'<image width="{width}" height="{height}" href="{picture}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    return {"svg": f"{head}{body}</svg>", "width": width, "height": height}
