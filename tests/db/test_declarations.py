"""The declarations of records and tables match."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.planner.fields.revision_diff import HEADER_FIELDS, HEADER_NAMES
from db.repositories.mapping import DOCUMENT_MAPPINGS, RECORDS
from domain.core.text import text_fields_of
from domain.sales.document import copied_fields
from domain.sales.quote import Quote


def _stored() -> Iterator[Any]:
    yield from RECORDS
    for kind, shape in DOCUMENT_MAPPINGS.items():
        yield kind
        yield shape.lines.record
        yield from (appended.record for _, appended in shape.appended)


STORED: list[Any] = sorted(set(_stored()), key=lambda kind: str(kind.__name__))


@pytest.mark.parametrize("kind", STORED)
def test_every_stored_text_declares_how_long_it_may_be(kind: Any) -> None:
    text_fields_of(kind)  # or TypeError


def test_revisions_are_compared_in_all_that_is_handed_on() -> None:
    """Derived amounts and amounts in the base currency are excluded."""
    compared = {*HEADER_FIELDS, *(key for _, key in HEADER_NAMES.values())}
    following = {"line_discount_amount", "pre_freight_amount", "pricing_error", "exchange_rate"}
    fixed = {"currency", "opportunity_id"}
    carried = {name for name in copied_fields(Quote, Quote) if not name.endswith("_in_base")}

    assert carried == compared | following | fixed
