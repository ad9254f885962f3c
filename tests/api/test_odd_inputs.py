"""Odd values in every place that takes one never cause an internal error or a wrong result.

Each run tries a few hundred, chosen by a seed; `make prove-odd-inputs` tries thousands.
"""

import os
import random

import pytest

from tests.api.odd import Case, cases
from tests.api.odd_answers import faults, wrongly_accepted
from tests.api.stage import MUTATIONS, arguments, leaves, staged
from tests.client import Api

COUNT = int(os.environ.get("ODD_INPUTS", "300"))
SEED = int(os.environ.get("ODD_SEED", "10"))
EACH = 250  # odd inputs that share a tenant, which accepted ones change


@pytest.mark.parametrize("part", range(-(-COUNT // EACH)))
async def test_odd_inputs_are_refused_in_plain_words_or_done_exactly_as_asked(
    api: Api, part: int
) -> None:
    ids = await staged(api)
    known = list(cases(ids))
    random.Random(SEED).shuffle(known)  # noqa: S311 - the same choice each time
    wrong = {}

    for case in known[part * EACH : min((part + 1) * EACH, COUNT)]:
        found = await faults(api, case, ids)
        if found:
            wrong[str(case)] = found

    assert wrong == {}


async def test_there_are_thousands_of_them_for_every_mutation_with_arguments(api: Api) -> None:
    known: list[Case] = list(cases(await staged(api)))
    with_arguments = {name for name, field in MUTATIONS.items() if field.args}

    assert len(known) > 4_000
    assert {case.root for case in known} >= with_arguments


@pytest.mark.parametrize(
    ("path", "sent", "got", "is_right"),
    [
        ("freightAmount", "1.50", {"amount": "1.5"}, True),
        ("freightAmount", "1.005", {"amount": "1.00"}, False),
        ("description", "a text", "a text", True),
        ("description", "a long text", "a long", False),
        ("effectiveTo", "2026-03-02", "2026-03-01", False),
        ("priceListId", "acc_1", None, False),
        ("priceListId", "prl_1", None, True),
    ],
)
def test_what_is_accepted_must_read_back_as_it_was_sent(
    path: str, sent: str, got: object, *, is_right: bool
) -> None:
    kinds = dict(leaves("updateQuote"))
    case = Case("updateQuote", ("input", path), sent, kinds["input", path])

    found = wrongly_accepted(case, {"quote": {"read": got}}, {"priceList": "prl_2"})

    assert (found == []) is is_right


@pytest.mark.parametrize("mutation", ["createQuote", "updateProduct", "addLines", "recordPayment"])
async def test_the_arguments_that_they_spoil_are_good_otherwise(api: Api, mutation: str) -> None:
    ids = await staged(api)
    given = arguments(mutation, ids)
    kinds = MUTATIONS[mutation].args
    declared = ", ".join(f"${name}: {kinds[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)

    call = f"{mutation}({passed}) {{ userErrors {{ code path }} }}"
    data = await api(f"mutation ({declared}) {{ {call} }}", **given)

    assert data[mutation]["userErrors"] == []
