"""What is forgotten is gone: plans that are still known do not keep documents alive."""

import gc

import pytest

from gql.operations import LONGEST_REMEMBERED, REMEMBERED, Document, Documents
from gql.reading import Question
from tests.cost.count import COSTS, GRAPHQL


@pytest.mark.parametrize("length", [0, LONGEST_REMEMBERED])
def test_only_as_many_documents_are_alive_as_are_remembered(length: int) -> None:
    gc.collect()
    before = _alive()
    documents = Documents(GRAPHQL, COSTS)
    for number in range(REMEMBERED + 50):
        text = f"{{ a{number}: opportunities {{ nodes {{ id }} }} }}" + " " * length
        question = Question(documents.read(text).operation(None), {})
        assert question.is_planned
        question.plan(hidden=False)
    del question

    gc.collect()
    assert _alive() - before <= (REMEMBERED if length == 0 else 0)


def _alive() -> int:
    return sum(isinstance(one, Document) for one in gc.get_objects())
