"""Compares what clients were told about each mutation with what the database contains afterward."""

from collections import Counter
from dataclasses import dataclass, field

import asyncpg
import httpx

CREATE = """mutation ($name: String!) { createAccount(input: {name: $name}) {
  account { name } userErrors { code } } }"""
REFUSED = {"UNAVAILABLE", "OVERLOADED", "TIMEOUT"}  # status 503: nothing was saved
BUSY = "RECORD_BUSY"  # a user error: nothing was saved
UNKNOWN = "OUTCOME_UNKNOWN"


@dataclass
class Ledger:
    """The names of accounts by the response to their mutation, and each response by its kind."""

    saved: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)  # responses that must never occur
    kinds: Counter[str] = field(default_factory=Counter)

    async def create(self, http: httpx.AsyncClient, name: str) -> bool:
        """Create an account and record the response; return whether it was acknowledged."""
        body = {"query": CREATE, "variables": {"name": name}}
        try:
            answer = await http.post("/graphql", json=body)
        except httpx.TransportError as error:
            self._note(self.unknown, name, type(error).__name__)
            return False
        self._read(name, answer)
        return name in self.saved

    def _read(self, name: str, answer: httpx.Response) -> None:
        told = answer.json()
        if "errors" in told:
            code = told["errors"][0]["extensions"]["code"]
            if code in REFUSED and answer.status_code == 503 and "retry-after" in answer.headers:
                self._note(self.refused, name, code)
            else:
                self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
            return
        payload = told["data"]["createAccount"]
        codes = [error["code"] for error in payload["userErrors"]]
        if not codes:
            self._note(self.saved, name, "saved")
        elif codes == [UNKNOWN]:
            self._note(self.unknown, name, UNKNOWN)
        elif codes == [BUSY]:
            self._note(self.refused, name, BUSY)
        else:
            self.wrong.append(answer.text[:200])

    def _note(self, names: set[str], name: str, kind: str) -> None:
        names.add(name)
        self.kinds[kind] += 1

    async def check(self, superuser_url: str) -> None:
        """Compare with the database, print the counts, and fail on any difference."""
        connection = await asyncpg.connect(superuser_url)
        rows = await connection.fetch("SELECT name FROM accounts")
        await connection.close()
        there = Counter(row["name"] for row in rows)
        lost = [name for name in self.saved if not there[name]]
        done = [name for name in self.refused if there[name]]
        twice = [name for name, count in there.items() if count > 1 and name in self.sent_names]
        print(
            f"{dict(self.kinds)}: lost {len(lost)}, refused but done {len(done)},"
            f" twice {len(twice)}, wrong answers {len(self.wrong)}"
        )
        assert (lost, done, twice, self.wrong) == ([], [], [], [])

    @property
    def sent_names(self) -> set[str]:
        """Return all names that were sent."""
        return self.saved | self.refused | self.unknown
