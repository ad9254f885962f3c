"""Computes price breakdowns in Python, as the oracle for the planner."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from db import tables
from domain.pricing import breakdown_sentences as words
from domain.pricing.breakdown_sentences import DocumentStep, LineStep

Values = dict[str, Any]
Step = dict[str, str | None]


def plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def decimals(value: Decimal) -> str:
    return str(max(0, -int(value.as_tuple().exponent)))


def of_document(row: Values) -> list[Step]:
    """Return the steps of a document."""
    values = {step.value.lower(): plain(row.get(step.value.lower())) for step in DocumentStep}
    percent = row["total_discount_amount"] - row["line_discount_amount"] - row["discount_amount"]
    values["percent_discount"] = plain(percent)
    values["discount_percentage"] = plain(row["discount_percentage"]) or "0"
    return [
        {"step": step.value, "value": values[step.value.lower()], "rule": said.format(**values)}
        for step, said in words.DOCUMENT.items()
    ]


def of_line(row: Values) -> list[Step]:
    """Return the steps of a line."""
    basis = row["price_basis"] or {}
    rounding, tier = basis.get("rounding") or {}, basis.get("tier") or {}
    values = {name: plain(value) for name, value in row.items() if isinstance(value, Decimal)}
    values |= {
        "volume_discount": basis.get("volume_discount") or plain(row["volume_discount"]),
        "mode": words.MODES.get(basis.get("rounding_mode") or "", words.UNKNOWN_MODE),
        "decimals": decimals(row["base_amount"]),
        "price_decimals": decimals(row["price_per_unit"]),
        "whole_base": basis.get("whole_base"),
        "whole_quantity": basis.get("whole_quantity"),
        "net_price": basis.get("net_price"),
        "percentage": basis.get("percentage"),
        "price_list": basis.get("price_list"),
        "policy": words.POLICIES.get(rounding.get("policy", "")),
        "rounding_amount": rounding.get("amount"),
        "low": tier.get("low"),
        "high": tier.get("high"),
        "tier_percentage": tier.get("percentage"),
    }
    method: str = basis.get("method") or ""
    posted = words.POSTED if basis.get("posted") else ""
    told = [
        (
            LineStep.SOURCE,
            basis.get("source"),
            words.POSTED_PRICE if posted else _source(row, method),
        ),
        (LineStep.METHOD, basis.get("computed") or basis.get("source"), words.METHODS.get(method)),
        (LineStep.ROUNDING_POLICY, basis.get("by_policy"), _policy(method, rounding)),
        (
            LineStep.PRICE_PER_UNIT,
            values["price_per_unit"],
            posted or (words.PRICE_TYPED if row["is_price_overridden"] else words.PRICE),
        ),
        (LineStep.VOLUME_DISCOUNT, values["volume_discount"], _tier(tier)),
        (
            LineStep.BASE_AMOUNT,
            values["base_amount"],
            posted or _base(basis),
        ),
        (LineStep.MANUAL_DISCOUNT, values["manual_discount"], _manual(row, basis)),
        (
            LineStep.TAX,
            values["tax"],
            posted or (words.TAX_TYPED if row["tax_rate"] is None else words.TAX_BY_CODE),
        ),
        (LineStep.EXTENDED_AMOUNT, values["extended_amount"], words.EXTENDED),
    ]
    return [
        {"step": step.value, "value": value, "rule": said and said.format(**values)}
        for step, value, said in told
    ]


def _source(row: Values, method: str) -> str:
    if row["line_type"] == "REQUIRED_BUNDLE_PRODUCT":
        return words.INCLUDED
    if row["is_price_overridden"]:
        return words.TYPED
    if row["pricing_error"] != "NONE":
        return words.FAILED
    return words.SOURCE_SENTENCES.get(method, words.UNLISTED)


def _policy(method: str, rounding: Values) -> str | None:
    if not method:
        return None
    return words.OPTIONS.get(rounding.get("option", ""), words.NO_POLICY)


def _base(basis: Values) -> str:
    if basis.get("whole_base"):
        return words.BASE_OF_PART
    return words.BASE_ROUNDED_FIRST if basis.get("net_price") else words.BASE


def _tier(tier: Values) -> str:
    if not tier:
        return words.NO_TIER
    return words.TIER_PERCENTAGE if "percentage" in tier else words.TIER_AMOUNT


def _manual(row: Values, basis: Values) -> str:
    if row["manual_discount_percent"] is not None:
        return words.MANUAL_PERCENT
    return words.MANUAL_PER_UNIT if basis.get("discount_method") == "PER_UNIT" else words.MANUAL


EDITABLE = {"opportunities": "OPEN", "quotes": "DRAFT", "orders": "ACTIVE", "invoices": "ACTIVE"}
PARENTS = {
    "opportunities": (tables.opportunity_lines, "opportunity_id"),
    "quotes": (tables.quote_lines, "quote_id"),
    "orders": (tables.order_lines, "order_id"),
    "invoices": (tables.invoice_lines, "invoice_id"),
}


def is_outdated(naive: Any, table: Table, row: Any) -> bool:
    """Return whether the catalog's prices differ from the lines of an editable document."""
    if row["status"] != EDITABLE[table.name] or row.get("prices_locked"):
        return False
    lines = naive.rows_with(*PARENTS[table.name], row["id"])
    return any(_line_is_outdated(naive, row, dict(line.values)) for line in lines)


def _line_is_outdated(naive: Any, row: Any, line: Values) -> bool:
    is_priced = line["product_id"] is not None and not line["is_price_overridden"]
    if not is_priced or line["line_type"] == "REQUIRED_BUNDLE_PRODUCT":
        return False
    basis = line["price_basis"] or {}
    listed = basis.get("price_list_id") or row["price_list_id"]
    key = (str(listed), str(line["product_id"]), str(line["unit_id"]))
    items = [
        item.values
        for item in naive.rows_with(tables.price_list_items, "product_id", line["product_id"])
        if (str(item.values["price_list_id"]), str(item.values["product_id"]),
            str(item.values["unit_id"])) == key
    ]  # fmt: skip
    if not basis.get("method"):
        return bool(items)
    if not items:
        return True
    product = naive.one(tables.products, "id", line["product_id"]).values
    source = items[0]["amount"]
    if items[0]["method"] == "PERCENT_OF_LIST":
        published = product["published"]
        source = _number(published["list_price"]) if published else product["list_price"]
    same = (items[0]["method"], source, items[0]["percentage"], *_rounding_now(items[0]))
    remembered = (basis["method"], *map(_number, (basis["source"], basis["percentage"])))
    remembered += _rounding_then(basis)
    return same != remembered or _tier_now(naive, items[0], line) != _tier_then(basis)


def _rounding_now(item: Any) -> tuple[Any, ...]:
    policy = None if item["rounding_policy"] == "NONE" else item["rounding_policy"]
    return (policy, item["rounding_option"], item["rounding_amount"])


def _rounding_then(basis: Values) -> tuple[Any, ...]:
    rounding = basis.get("rounding") or {}
    return (rounding.get("policy"), rounding.get("option"), _number(rounding.get("amount")))


def _tier_now(naive: Any, item: Any, line: Values) -> list[Any]:
    names = ("low_quantity", "high_quantity", "percentage", "amount")
    tiers = naive.rows_with(tables.discount_tiers, "discount_list_id", item["discount_list_id"])
    return [
        tuple(tier.values[name] for name in names)
        for tier in tiers
        if tier.values["low_quantity"] <= line["quantity"] <= tier.values["high_quantity"]
    ]


def _tier_then(basis: Values) -> list[Any]:
    tier = basis.get("tier")
    names = ("low", "high", "percentage", "amount")
    return [tuple(_number(tier.get(name)) for name in names)] if tier else []


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def suggested(naive: Any, table: Table, row: Any) -> list[Values]:
    """Return the products suggested for the products of a document's lines."""
    lines = naive.rows_with(*PARENTS[table.name], row["id"])
    there = {line.values["product_id"] for line in lines} - {None}
    found: dict[tuple[str, Any], Any] = {}
    for id in sorted(there):
        bonds = tables.product_relationships
        forth = naive.rows_with(bonds, "product_id", id)
        back = naive.rows_with(bonds, "related_product_id", id)
        ends = [(one.values["type"], one.values["related_product_id"]) for one in forth]
        ends += [
            (one.values["type"], one.values["product_id"])
            for one in back
            if one.values["direction"] == "BOTH_WAYS"
        ]
        for kind, other in ends:
            product = naive.one(tables.products, "id", other)
            if other not in there and product.values["is_active"]:
                found.setdefault((kind, other), id)
    return [
        {"type": kind, "product_id": other, "because_id": found[kind, other]}
        for kind, other in sorted(found)
    ]
