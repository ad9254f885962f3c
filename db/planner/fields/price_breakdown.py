"""Price breakdowns: each step of a calculation with its value and a sentence that explains it.

Values come from the row, sentences from `domain.pricing.breakdown_sentences`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sqlalchemy import Table

from db.planner.json_objects import to_object
from db.planner.json_sql import an_array
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField, beside
from db.sql.expressions import Expression, case, cast, constant, null
from db.sql.functions import call, coalesce, concat
from db.sql.rows import Template
from db.sql.selects import Select
from db.sql.sql_types import INTEGER, TEXT
from domain.pricing import breakdown_sentences as words
from domain.pricing.breakdown_sentences import DocumentStep, LineStep
from domain.pricing.calculation import DiscountMethod
from domain.pricing.line import LineType
from domain.pricing.pricing_error import PricingError

Values = Mapping[str, Expression]
Steps = Iterable[tuple[LineStep | DocumentStep, Expression, Expression]]


class _Breakdown:
    """The calculation steps of a table's rows, each with its value and an explanation.

    The steps are computed once per row, no matter how many aliases select them.
    """

    _names: ClassVar[Iterable[LineStep | DocumentStep]]

    def __init__(self, table: Table) -> None:
        self._steps = Template(table, lambda row: _columns(self._of(row)))

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """An array with one object for every step."""
        # Computed beside the row: every step object reads columns of the same lateral row, so
        # aliases of `priceBreakdown` do not repeat the expressions (decision 43).
        step_rows = beside(row, "steps", self._steps)
        steps = (
            (constant(step.value), step_rows[_value(step)], step_rows[_rule(step)])
            for step in self._names
        )
        names = ("step", "value", "rule")
        return an_array(
            to_object(builder, selected.selection, dict(zip(names, step, strict=True)))
            for step in steps
        )

    def _of(self, row: Row) -> Steps:
        raise NotImplementedError


class LineBreakdown(_Breakdown):
    """The calculation steps of a line."""

    parts = 30
    _names = LineStep

    def _of(self, row: Row) -> Steps:
        return _line_steps(row)


class DocumentBreakdown(_Breakdown):
    """The calculation steps of a document's totals."""

    parts = 12
    _names = words.DOCUMENT

    def _of(self, row: Row) -> Steps:
        return _document_steps(row)


def _value(step: LineStep | DocumentStep) -> str:
    return f"{step.value.lower()}_value"


def _rule(step: LineStep | DocumentStep) -> str:
    return f"{step.value.lower()}_rule"


def _columns(steps: Steps) -> Select:
    select = Select()
    for step, value, rule in steps:
        select.add(value.label(_value(step)), rule.label(_rule(step)))
    return select


def _line_steps(row: Row) -> Steps:
    values = _of_line(row)
    return (
        (LineStep.SOURCE, values["source"], _source(row, values)),
        (LineStep.METHOD, values["computed"], _method(values)),
        (LineStep.ROUNDING_POLICY, values["by_policy"], _policy(values)),
        (LineStep.PRICE_PER_UNIT, values["price_per_unit"], _price(row, values)),
        (LineStep.VOLUME_DISCOUNT, values["volume_discount"], _tier(values)),
        (LineStep.BASE_AMOUNT, values["base_amount"], _base(values)),
        (LineStep.MANUAL_DISCOUNT, values["manual_discount"], _manual(row, values)),
        (LineStep.TAX, values["tax"], _tax(row, values)),
        (
            LineStep.EXTENDED_AMOUNT,
            values["extended_amount"],
            _fill_sentence(words.EXTENDED, values),
        ),
    )


def _document_steps(row: Row) -> Steps:
    # The amount of the percentage discount is not stored: it is what remains of all discounts
    # after line discounts and the discount amount.
    percent = row["total_discount_amount"] - row["line_discount_amount"] - row["discount_amount"]
    values = {step.value.lower(): cast(row[step.value.lower()], TEXT) for step in _KEPT}
    values["percent_discount"] = cast(percent, TEXT)
    percentage = cast(row["discount_percentage"], TEXT)
    values["discount_percentage"] = coalesce(percentage, constant("0"))
    return (
        (step, values[step.value.lower()], _fill_sentence(sentence, values))
        for step, sentence in words.DOCUMENT.items()
    )


_KEPT = [step for step in DocumentStep if step is not DocumentStep.PERCENT_DISCOUNT]


def _of_line(row: Row) -> Values:
    """The values that can be inserted into the sentences about a line, as text."""
    basis = row["price_basis"]
    own = {name: cast(row[name], TEXT) for name in _OWN}
    noted = {name: basis.text_at(*path) for name, path in _NOTED.items()}
    modes = [
        (basis.text_at("rounding_mode") == constant(key), constant(sentence))
        for key, sentence in words.MODES.items()
    ]
    policies = [
        (basis.text_at("rounding", "policy") == constant(key), constant(sentence))
        for key, sentence in words.POLICIES.items()
    ]
    return {
        **own,
        **noted,
        # A line without a price basis noted nothing; its columns are the only source.
        "volume_discount": coalesce(
            basis.text_at("volume_discount"), cast(row["volume_discount"], TEXT)
        ),
        "computed": coalesce(basis.text_at("computed"), noted["source"]),
        "mode": case(*modes, otherwise=constant(words.UNKNOWN_MODE)),
        "policy": case(*policies, otherwise=null()),
        "decimals": _decimals(row["base_amount"]),
        "price_decimals": _decimals(row["price_per_unit"]),
    }


_OWN = (
    "quantity", "price_per_unit", "base_amount", "manual_discount", "manual_discount_amount",
    "manual_discount_percent", "tax", "tax_rate", "extended_amount",
)  # fmt: skip
# Paths in `price_basis`, where a line records how its price was found. Old amounts are explained
# by the catalog of their day, so nothing here reads today's catalog (decision 13).
_NOTED = {
    "discount_method": ("discount_method",),
    "method": ("method",),
    "source": ("source",),
    "percentage": ("percentage",),
    "price_list": ("price_list",),
    "whole_base": ("whole_base",),
    "whole_quantity": ("whole_quantity",),
    "net_price": ("net_price",),
    "by_policy": ("by_policy",),
    "posted": ("posted",),  # by the ERP
    "option": ("rounding", "option"),
    "rounding_amount": ("rounding", "amount"),
    "low": ("tier", "low"),
    "high": ("tier", "high"),
    "tier_percentage": ("tier", "percentage"),
}


def _decimals(amount: Expression) -> Expression:
    return cast(call("scale", amount, kind=INTEGER), TEXT)


def _fill_sentence(sentence: str, values: Values) -> Expression:
    """The sentence with each `{name}` replaced by its value."""
    parts: list[Expression] = []
    for at, part in enumerate(re.split(r"\{(\w+)\}", sentence)):
        if at % 2:
            parts.append(values[part])
        elif part:
            parts.append(constant(part))
    return concat(*parts)


def _choose_sentence(
    key: Expression, sentences: Mapping[str, str], values: Values, other: Any
) -> Expression:
    cases = [
        (key == constant(name), _fill_sentence(sentence, values))
        for name, sentence in sentences.items()
    ]
    return case(*cases, otherwise=other)


def _source(row: Row, values: Values) -> Expression:
    # The first branch that applies wins: a line included in a bundle has no price of its own.
    return case(
        (values["posted"].is_not_null(), constant(words.POSTED_PRICE)),
        (
            row["line_type"] == constant(LineType.REQUIRED_BUNDLE_PRODUCT.value),
            constant(words.INCLUDED),
        ),
        (row["is_price_overridden"], constant(words.TYPED)),
        (row["pricing_error"] != constant(PricingError.NONE.value), constant(words.FAILED)),
        otherwise=_choose_sentence(
            values["method"], words.SOURCE_SENTENCES, values, constant(words.UNLISTED)
        ),
    )


def _method(values: Values) -> Expression:
    return _choose_sentence(values["method"], words.METHODS, values, null())


def _policy(values: Values) -> Expression:
    selected = _choose_sentence(values["option"], words.OPTIONS, values, constant(words.NO_POLICY))
    return case((values["method"].is_not_null(), selected), otherwise=null())


def _price(row: Row, values: Values) -> Expression:
    typed = (row["is_price_overridden"], _fill_sentence(words.PRICE_TYPED, values))
    return case(_posted(values), typed, otherwise=_fill_sentence(words.PRICE, values))


def _tier(values: Values) -> Expression:
    return case(
        (values["tier_percentage"].is_not_null(), _fill_sentence(words.TIER_PERCENTAGE, values)),
        (values["low"].is_not_null(), _fill_sentence(words.TIER_AMOUNT, values)),
        otherwise=constant(words.NO_TIER),
    )


def _base(values: Values) -> Expression:
    first = (values["net_price"].is_not_null(), _fill_sentence(words.BASE_ROUNDED_FIRST, values))
    part = (values["whole_base"].is_not_null(), _fill_sentence(words.BASE_OF_PART, values))
    return case(_posted(values), part, first, otherwise=_fill_sentence(words.BASE, values))


def _manual(row: Row, values: Values) -> Expression:
    per_unit = values["discount_method"] == constant(DiscountMethod.PER_UNIT.value)
    return case(
        (
            row["manual_discount_percent"].is_not_null(),
            _fill_sentence(words.MANUAL_PERCENT, values),
        ),
        (per_unit, _fill_sentence(words.MANUAL_PER_UNIT, values)),
        otherwise=_fill_sentence(words.MANUAL, values),
    )


def _tax(row: Row, values: Values) -> Expression:
    by_code = (row["tax_rate"].is_not_null(), _fill_sentence(words.TAX_BY_CODE, values))
    return case(_posted(values), by_code, otherwise=constant(words.TAX_TYPED))


def _posted(values: Values) -> tuple[Expression, Expression]:
    """The sentence for an amount that the ERP has posted, which nothing here computes (O-7)."""
    return values["posted"].is_not_null(), constant(words.POSTED)
