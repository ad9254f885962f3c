"""How amounts came about, told in Python: what the planner's breakdown is compared with."""

from decimal import Decimal
from typing import Any

from domain import breakdown as words
from domain.breakdown import DocumentStep, LineStep

Values = dict[str, Any]
Step = dict[str, str | None]


def plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def decimals(value: Decimal) -> str:
    return str(-int(value.as_tuple().exponent))


def of_document(row: Values) -> list[Step]:
    """The steps of a document."""
    values = {step.value.lower(): plain(row.get(step.value.lower())) for step in DocumentStep}
    percent = row["total_discount_amount"] - row["line_discount_amount"] - row["discount_amount"]
    values["percent_discount"] = plain(percent)
    values["discount_percentage"] = plain(row["discount_percentage"]) or "0"
    return [
        {"step": step.value, "value": values[step.value.lower()], "rule": said.format(**values)}
        for step, said in words.DOCUMENT.items()
    ]


def of_line(row: Values) -> list[Step]:
    """The steps of a line."""
    basis = row["price_basis"] or {}
    rounding, tier = basis.get("rounding") or {}, basis.get("tier") or {}
    values = {name: plain(value) for name, value in row.items() if isinstance(value, Decimal)}
    values |= {
        "volume_discount": basis.get("volume_discount") or plain(row["volume_discount"]),
        "mode": words.MODES.get(basis.get("rounding_mode") or "", words.UNKNOWN_MODE),
        "decimals": decimals(row["base_amount"]),
        "price_decimals": decimals(row["price_per_unit"]),
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
    told = [
        (LineStep.SOURCE, basis.get("source"), _source(row, method)),
        (LineStep.METHOD, basis.get("computed") or basis.get("source"), words.METHODS.get(method)),
        (LineStep.ROUNDING_POLICY, basis.get("by_policy"), _policy(method, rounding)),
        (
            LineStep.PRICE_PER_UNIT,
            values["price_per_unit"],
            words.PRICE_TYPED if row["is_price_overridden"] else words.PRICE,
        ),
        (LineStep.VOLUME_DISCOUNT, values["volume_discount"], _tier(tier)),
        (
            LineStep.BASE_AMOUNT,
            values["base_amount"],
            words.BASE_ROUNDED_FIRST if basis.get("net_price") else words.BASE,
        ),
        (LineStep.MANUAL_DISCOUNT, values["manual_discount"], _manual(row, basis)),
        (
            LineStep.TAX,
            values["tax"],
            words.TAX_TYPED if row["tax_rate"] is None else words.TAX_BY_CODE,
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
    return words.SOURCES.get(method, words.UNLISTED)


def _policy(method: str, rounding: Values) -> str | None:
    if not method:
        return None
    return words.OPTIONS.get(rounding.get("option", ""), words.NO_POLICY)


def _tier(tier: Values) -> str:
    if not tier:
        return words.NO_TIER
    return words.TIER_PERCENTAGE if "percentage" in tier else words.TIER_AMOUNT


def _manual(row: Values, basis: Values) -> str:
    if row["manual_discount_percent"] is not None:
        return words.MANUAL_PERCENT
    return words.MANUAL_PER_UNIT if basis.get("discount_method") == "PER_UNIT" else words.MANUAL
