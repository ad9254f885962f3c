"""The benchmarks run: they load data, compare the servers' responses, and print their tables."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from bench.answers import alike, difference
from bench.cold import SIZES, document
from bench.questions import questions

ROOT = Path(__file__).parent.parent


def test_the_table_is_printed_for_a_small_data_set() -> None:
    short = {"SIZE": "1000", "SHORT": "1", "PEERS": "limit", "ROUNDS": "1", "SECONDS": "0.1"}

    ended = subprocess.run(
        [sys.executable, "-m", "bench"],
        cwd=ROOT,
        env=os.environ | short,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "| work | vs. limit |" in ended.stdout
    assert ended.stdout.count("| limit |") == len(questions([])) + 1  # and the orders
    for size in SIZES:
        assert f"| {size / 1000:.1f} kB | salesgraph |" in ended.stdout


def test_each_cold_document_is_new_and_of_its_size() -> None:
    for size in SIZES:
        made = [document("salesgraph", size) for _ in range(5)]

        assert len(set(made)) == 5
        assert all(size <= len(one) < size + 600 for one in made)


def test_answers_are_alike_whatever_the_spelling() -> None:
    ours = {"a": {"nodes": [{"id": "opp_" + "0" * 32, "x": {"amount": "1.50"}}]}}
    theirs = {"a": [{"id": str(UUID(int=0)), "x": 1.5, "__typename": "X"}]}

    assert alike(ours) == alike(theirs)
    assert alike("2.50") == Decimal("2.5")


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        ({"a": 1}, {"a": 2}, "data.a: 1 against 2"),
        ({"a": 1}, {"b": 1}, "data: ['a'] against ['b']"),
        ([1], [1, 2], "data: 1 items against 2"),
    ],
)
def test_a_difference_is_named(one: object, other: object, where: str) -> None:
    assert difference(one, other) == where
