"""Search over rows in memory: an independent implementation of matching by prefixes of words."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from db.planner.public_ids import public_id
from db.tables import SEARCHED
from tests.reads.naive_printing import Thing

if TYPE_CHECKING:
    from tests.reads.naive import Naive

TEXTS = {
    "ACCOUNT": ("name", "email", "website", "industry", "description"),
    "CONTACT": ("name", "email", "job_title", "description"),
    "PRODUCT": ("name", "description"),
    "COMPETITOR": ("name", "website"),
}


def words(text: str | None) -> list[str]:
    """Split a text into words in lower case, without accents."""
    plain = (text or "").translate({0xDF: "ss", 0xC4: "A", 0xE4: "a"})
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return re.findall(r"(?:[^\x00-\xbf\u2000-\u206f\u3000-\u303f]|[a-z0-9])+", bare.lower())


class NaiveSearch:
    """The part of the oracle for search."""

    def _search(self: Any, _: Any, __: Any, ___: Any, arguments: dict[str, Any]) -> list[Thing]:
        kinds = [kind.value for kind in arguments.get("types") or []] or list(SEARCHED)
        asked, hits = arguments["text"], []
        for kind in dict.fromkeys(kinds):
            rows = self.rows[SEARCHED[kind]]
            rows = [row for row in rows if _fits(self, kind, row, asked)]
            rows.sort(key=lambda row: (row.values["created_at"], row.values["id"]), reverse=True)
            hits += [(kind, row) for row in rows[:200]]
        hits.sort(key=lambda hit: (hit[0], hit[1].values["id"]))
        hits.sort(key=lambda hit: hit[1].values["created_at"], reverse=True)
        hits.sort(key=lambda hit: _tier(hit[1], asked))
        first = arguments.get("first")
        return [row for _, row in hits[: 20 if first is None else first]]


def _fits(naive: "Naive", kind: str, row: Thing, asked: str) -> bool:
    if _is_named(row, asked):
        return True
    sought = words(asked)[:8]
    own = _own(kind, row)
    theirs = _customers(naive, row) if kind not in TEXTS else []
    return bool(sought) and all(
        any(word.startswith(one) for word in own) or any(word.startswith(one) for word in theirs)
        for one in sought
    )


def _own(kind: str, row: Thing) -> list[str]:
    found = [
        word
        for column in TEXTS.get(kind, ("name", "description"))
        for word in words(row.values[column])
    ]
    number = row.values.get("number")
    if number is None:
        return found
    digits = re.sub(r"\D", "", number).lstrip("0")
    return [*found, *words(number), "".join(words(number)), *([digits] if digits else [])]


def _customers(naive: "Naive", row: Thing) -> list[str]:
    for kind, column in (("ACCOUNT", "account_id"), ("CONTACT", "contact_id")):
        customer = naive.one(SEARCHED[kind], "id", row.values[column])
        if customer is not None:
            return _own(kind, customer)
    return []


def _is_named(row: Thing, asked: str) -> bool:
    number = row.values.get("number")
    text = asked.strip(" ")
    named = row.table is not None and asked.strip() == public_id(row.table, row.values["id"])
    return named or (number is not None and number in {text, text.upper()})


def _tier(row: Thing, asked: str) -> int:
    phrase, name = " ".join(words(asked)), " ".join(words(row.values["name"]))
    plain = phrase.replace(" ", "")
    number = "".join(words(row.values.get("number")))
    named = row.table is not None and asked.strip() == public_id(row.table, row.values["id"])
    if named or (row.values.get("number") is not None and number == plain):
        return 1
    if row.values.get("number") is not None:
        digits = re.sub(r"\D", "", number).lstrip("0")
        if number.startswith(plain) or (plain and digits == plain.lstrip("0")):
            return 2
    if name == phrase:
        return 3
    if name.startswith(phrase):
        return 4
    return 5 if all(f" {one}" in f" {name}" for one in words(asked)[:8]) else 6
