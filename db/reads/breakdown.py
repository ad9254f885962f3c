"""How amounts came about, step by step: values of the row, and the domain's sentences filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column

from db.reads.draft import Draft
from db.reads.facts import text
from db.reads.objects import to_object
from db.reads.selection import Chosen, Row
from db.reads.written import an_array
from domain import breakdown as words
from domain.breakdown import DocumentStep, LineStep
from domain.line import LineType
from domain.pricing import DiscountMethod

Expression = ColumnElement[Any]
Values = Mapping[str, Expression]
_NULL: Expression = literal_column("null::text")


@dataclass(frozen=True, slots=True)
class LineBreakdown:
    """The steps of a line's amounts."""

    parts: ClassVar = 30

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """One object for each step, always all of them."""
        values = _of_line(row)
        steps = (
            (LineStep.SOURCE, values["source"], _source(row, values)),
            (LineStep.METHOD, values["computed"], _method(values)),
            (LineStep.ROUNDING_POLICY, values["by_policy"], _policy(values)),
            (LineStep.PRICE_PER_UNIT, values["price_per_unit"], _price(row, values)),
            (LineStep.VOLUME_DISCOUNT, values["volume_discount"], _tier(values)),
            (LineStep.BASE_AMOUNT, values["base_amount"], _base(values)),
            (LineStep.MANUAL_DISCOUNT, values["manual_discount"], _manual(row, values)),
            (LineStep.TAX, values["tax"], _tax(row, values)),
            (LineStep.EXTENDED_AMOUNT, values["extended_amount"], _filled(words.EXTENDED, values)),
        )
        return _listed(draft, chosen, steps)


@dataclass(frozen=True, slots=True)
class DocumentBreakdown:
    """The steps of a document's totals."""

    parts: ClassVar = 12

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """One object for each step, always all of them."""
        percent = (
            row["total_discount_amount"] - row["line_discount_amount"] - row["discount_amount"]
        )
        values: dict[str, Expression] = {
            step.value.lower(): cast(row[step.value.lower()], Text) for step in _KEPT
        }
        values["percent_discount"] = cast(percent, Text)
        percentage = cast(row["discount_percentage"], Text)
        values["discount_percentage"] = func.coalesce(percentage, text("0"))
        steps = (
            (step, values[step.value.lower()], _filled(sentence, values))
            for step, sentence in words.DOCUMENT.items()
        )
        return _listed(draft, chosen, steps)


_KEPT = [step for step in DocumentStep if step is not DocumentStep.PERCENT_DISCOUNT]


def _listed(draft: Draft, chosen: Chosen, steps: Any) -> Expression:
    objects = (
        to_object(draft, chosen.shape, {"step": text(step.value), "value": value, "rule": rule})
        for step, value, rule in steps
    )
    return an_array(objects)


def _of_line(row: Row) -> Values:
    """The texts that sentences about a line speak of."""
    basis = row["price_basis"]

    def noted(*path: str) -> Expression:
        keys = ",".join(path)
        return basis.op("#>>", return_type=Text())(literal_column(f"'{{{keys}}}'::text[]"))

    def own(name: str) -> Expression:
        return cast(row[name], Text)

    columns = ("quantity", "price_per_unit", "base_amount", "manual_discount",
               "manual_discount_amount", "manual_discount_percent", "tax", "tax_rate",
               "extended_amount")  # fmt: skip
    modes = [(noted("rounding_mode") == text(key), text(said)) for key, said in words.MODES.items()]
    policies = [
        (noted("rounding", "policy") == text(key), text(said))
        for key, said in words.POLICIES.items()
    ]
    return {
        **{name: own(name) for name in columns},
        "volume_discount": func.coalesce(noted("volume_discount"), own("volume_discount")),
        "mode": case(*modes, else_=text(words.UNKNOWN_MODE)),
        "decimals": cast(func.scale(row["base_amount"]), Text),
        "price_decimals": cast(func.scale(row["price_per_unit"]), Text),
        "discount_method": noted("discount_method"),
        "method": noted("method"),
        "source": noted("source"),
        "percentage": noted("percentage"),
        "price_list": noted("price_list"),
        "computed": func.coalesce(noted("computed"), noted("source")),
        "whole_base": noted("whole_base"),
        "whole_quantity": noted("whole_quantity"),
        "net_price": noted("net_price"),
        "by_policy": noted("by_policy"),
        "policy": case(*policies, else_=_NULL),
        "option": noted("rounding", "option"),
        "rounding_amount": noted("rounding", "amount"),
        "low": noted("tier", "low"),
        "high": noted("tier", "high"),
        "tier_percentage": noted("tier", "percentage"),
    }


def _filled(sentence: str, values: Values) -> Expression:
    """A sentence with the values put in place of the words in braces."""
    parts: list[Expression] = []
    for at, part in enumerate(re.split(r"\{(\w+)\}", sentence)):
        if at % 2:
            parts.append(values[part])
        elif part:
            parts.append(text(part))
    return func.concat(*parts)


def _chosen(
    key: Expression, sentences: Mapping[str, str], values: Values, other: Any
) -> Expression:
    cases = [(key == text(name), _filled(said, values)) for name, said in sentences.items()]
    return case(*cases, else_=other)


def _source(row: Row, values: Values) -> Expression:
    return case(
        (row["line_type"] == text(LineType.REQUIRED_BUNDLE_PRODUCT.value), text(words.INCLUDED)),
        (row["is_price_overridden"], text(words.TYPED)),
        (row["pricing_error"] != text("NONE"), text(words.FAILED)),
        else_=_chosen(values["method"], words.SOURCES, values, text(words.UNLISTED)),
    )


def _method(values: Values) -> Expression:
    return _chosen(values["method"], words.METHODS, values, _NULL)


def _policy(values: Values) -> Expression:
    chosen = _chosen(values["option"], words.OPTIONS, values, text(words.NO_POLICY))
    return case((values["method"].is_not(None), chosen), else_=_NULL)


def _price(row: Row, values: Values) -> Expression:
    typed = (row["is_price_overridden"], _filled(words.PRICE_TYPED, values))
    return case(typed, else_=_filled(words.PRICE, values))


def _tier(values: Values) -> Expression:
    return case(
        (values["tier_percentage"].is_not(None), _filled(words.TIER_PERCENTAGE, values)),
        (values["low"].is_not(None), _filled(words.TIER_AMOUNT, values)),
        else_=text(words.NO_TIER),
    )


def _base(values: Values) -> Expression:
    first = (values["net_price"].is_not(None), _filled(words.BASE_ROUNDED_FIRST, values))
    part = (values["whole_base"].is_not(None), _filled(words.BASE_OF_PART, values))
    return case(part, first, else_=_filled(words.BASE, values))


def _manual(row: Row, values: Values) -> Expression:
    per_unit = values["discount_method"] == text(DiscountMethod.PER_UNIT.value)
    return case(
        (row["manual_discount_percent"].is_not(None), _filled(words.MANUAL_PERCENT, values)),
        (per_unit, _filled(words.MANUAL_PER_UNIT, values)),
        else_=_filled(words.MANUAL, values),
    )


def _tax(row: Row, values: Values) -> Expression:
    by_code = (row["tax_rate"].is_not(None), _filled(words.TAX_BY_CODE, values))
    return case(by_code, else_=text(words.TAX_TYPED))
