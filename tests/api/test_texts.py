"""Texts are returned exactly as sent, although responses are assembled from JSON text."""

import random

import pytest

from tests.client import Api

EVERYTHING = "".join(map(chr, range(1, 0x250)))
TEXTS = {
    "every character of the first ones": EVERYTHING,
    "what JSON escapes": '"\\/\b\f\n\r\t\x01\x1f\x7f"',
    "what looks like JSON": '","id":"x"},{"name":null}]\\u0022 \\" \\\\"',
    "what looks like SQL": "'); DROP TABLE accounts; -- $1 %s :name {0}",
    "separators of lines": "\u2028\u2029\x85",
    "other scripts": "日本語 العربية עברית ไทย 🧾👩‍👩‍👧 \U0010ffff \ufeff\ufffd",
    "nothing": "",
    "the word null": "null",
}
CREATE = """mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id name description } userErrors { code } } }"""
READ = """query ($id: ID!, $first: Int) {
  account(id: $id) { description } node(id: $id) { ... on Account { other: description } }
  accounts(first: $first, filter: { id: { eq: $id } }) { edges { node { description } } } }"""


async def check_stored(api: Api, text: str) -> None:
    """Write a text, then read it back in every way in which objects are built."""
    given = {"name": "Odd", "description": text}
    made = (await api(CREATE, input=given))["createAccount"]
    assert made["userErrors"] == []
    found = await api(READ, id=made["account"]["id"], first=1)

    expected = text or None if made["account"]["description"] is None else text
    assert made["account"]["description"] == expected
    assert found == {
        "account": {"description": expected},
        "node": {"other": expected},
        "accounts": {"edges": [{"node": {"description": expected}}]},
    }


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_odd_texts(api: Api, text: str) -> None:
    await check_stored(api, text)


async def test_any_texts(api: Api) -> None:
    chance = random.Random(11)  # noqa: S311
    ranges = [(1, 0x80), (0x80, 0x800), (0x800, 0xD800), (0xE000, 0x110000)]
    for _ in range(40):
        some = (chance.randrange(*chance.choice(ranges)) for _ in range(chance.randrange(60)))
        await check_stored(api, "x" + "".join(map(chr, some)) + "x")


async def test_an_object_of_which_everything_is_left_out_is_empty(api: Api) -> None:
    query = "query ($no: Boolean!) { viewer { user @include(if: $no) { id } } }"

    assert await api(query, no=False) == {"viewer": {}}
