"""What records and tables declare fits together."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.repositories.shapes import DOCUMENTS, MASTERS
from domain.text import texts_of


def _stored() -> Iterator[Any]:
    yield from MASTERS
    for kind, shape in DOCUMENTS.items():
        yield kind
        yield shape.lines.record
        yield from (appended.record for _, appended in shape.appended)


STORED: list[Any] = sorted(set(_stored()), key=lambda kind: str(kind.__name__))


@pytest.mark.parametrize("kind", STORED)
def test_every_stored_text_declares_how_long_it_may_be(kind: Any) -> None:
    texts_of(kind)  # or TypeError
