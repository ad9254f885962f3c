"""Judges a run by the list of survivors, and writes docs/mutants.md."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutants.parts import ROOT, WORKSHOP, Part
from tests.mutants.results import Fate, Mutant

LEAST = 90  # percent of the mutants that die
LISTED = Path(__file__).with_name("survivors.toml")
PAGE = ROOT / "docs" / "mutants.md"
NEW = WORKSHOP / "new-survivors.toml"
Outcome = Sequence[tuple[Part, list[Mutant]]]


def judge(outcome: Outcome) -> int:
    """Write the page and print what remains to be done; return 0 if that is nothing."""
    mutants = [mutant for _, found in outcome for mutant in found]
    survivors, reasons = {m.name for m in mutants if m.fate is Fate.ALIVE}, listed()
    unnamed, gone = sorted(survivors - reasons.keys()), sorted(reasons.keys() - survivors)
    left = _count(mutants, Fate.NOT_RUN)
    PAGE.write_text("\n".join(_page(outcome, reasons)) + "\n", "utf-8")
    print(f"\n{percent(mutants)} % of the mutants died; at least {LEAST} % must.")
    if left:
        print(f"{left} of {len(mutants)} have not been run.")
    if gone:
        print(f"\n{len(gone)} of {LISTED.name} survive no more. Delete them:", *gone, sep="\n  ")
    if unnamed:
        NEW.write_text(_group(unnamed), "utf-8")
        print(f"\n{len(unnamed)} survivors have no reason in {LISTED.name}:", *unnamed, sep="\n  ")
        print(f"\nKill them with a test, or say why they live: {NEW} can be pasted there.")
    return int(percent(mutants) < LEAST or bool(unnamed) or left > 0)


def listed() -> dict[str, str]:
    """Return the reason for every listed survivor, by name."""
    groups = tomllib.loads(LISTED.read_text("utf-8"))["survivors"]
    return {name: group["reason"] for group in groups for name in group["mutants"]}


def percent(mutants: Sequence[Mutant]) -> float:
    """Return the percentage of executed mutants that died, rounded down to a tenth."""
    run = len(mutants) - _count(mutants, Fate.NOT_RUN)
    return 1000 * _count(mutants, Fate.DEAD) // run / 10 if run else 0.0


def _count(mutants: Sequence[Mutant], fate: Fate) -> int:
    return sum(mutant.fate is fate for mutant in mutants)


def _group(names: Sequence[str]) -> str:
    lines = "".join(f"  '''{name}''',\n" for name in names)
    return f'[[survivors]]\nreason = ""\nmutants = [\n{lines}]\n'


def _page(outcome: Outcome, reasons: Mapping[str, str]) -> Iterator[str]:
    everything = [mutant for _, found in outcome for mutant in found]
    run = len(everything) - _count(everything, Fate.NOT_RUN)
    yield _HEAD.format(score=percent(everything), run=run, count=len(everything), least=LEAST)
    yield "## What was run\n"
    yield from (f"* **{part.name}**: {_extent(found)}" for part, found in outcome)
    yield "\n## Score by module\n"
    yield "| module | mutants | run | dead | % |"
    yield "|---|--:|--:|--:|--:|"
    for part, found in outcome:
        yield _row(f"**{part.name}**", found)
        for module in sorted({mutant.module for mutant in found}):
            yield _row(f"`{module}`", [mutant for mutant in found if mutant.module == module])
    yield "\n## Survivors\n"
    yield "| survivors | reason |"
    yield "|--:|---|"
    alive = [mutant.name for mutant in everything if mutant.fate is Fate.ALIVE]
    for reason, count in Counter(reasons.get(name, "No reason yet.") for name in alive).items():
        yield f"| {count} | {reason} |"


def _extent(mutants: Sequence[Mutant]) -> str:
    """Return how much of a part has been run."""
    left = _count(mutants, Fate.NOT_RUN)
    if len(mutants) == left:
        return "not run yet."
    if not left:
        return f"run completely, {len(mutants):,} mutants."
    return f"run in part, {len(mutants) - left:,} of {len(mutants):,} mutants."


def _row(name: str, mutants: Sequence[Mutant]) -> str:
    run, dead = len(mutants) - _count(mutants, Fate.NOT_RUN), _count(mutants, Fate.DEAD)
    score = percent(mutants) if run else "not run"
    return f"| {name} | {len(mutants):,} | {run:,} | {dead:,} | {score} |"


_HEAD = """# Mutation testing of the domain

`make prove-mutants` changes one thing at a time in `domain/` (a comparison, a constant, an
argument, a condition) and runs the tests that reach the changed function. A mutant dies when a
test fails. **{score} % of the {run:,} mutants that were run died**; there are {count:,} in all. The
command fails below {least} %, when a mutant has not been run, and when one survives that
`tests/mutants/survivors.toml` does not list with a reason.

* [mutmut](https://mutmut.readthedocs.io) 3 generates the mutants. `tests/mutants/session.py`
  collects the tests once, forks a process for each function, and runs the tests that reach it, fast
  ones first. mutmut's own runner collects the tests again for each mutant, which takes ten times as
  long.
* A mutant dies when a test fails twice with it and then passes without it, so a test that fails by
  itself kills nothing. A mutant survives when all tests that reach it pass. Only those in
  `survivors.toml` are spared most tests: 5 seconds of CPU are enough to see that they still live.
* The rules are judged by `tests/domain`, without a database. The actions (`domain/actions/`), which
  load records, ask the rules and save, are judged by tests of the API on a real PostgreSQL; those
  that hand orders over to an ERP also by tests with the simulator of Business Central.
* Tests with generated examples and tests of races, load and outages are left out: what they notice
  depends on luck. Requests have twenty times as long, so that a busy machine kills no mutant.
* mutmut changes the code inside functions. It leaves out class bodies, where the messages of errors
  are, and decorated functions such as properties. It also cannot change the tables of the life
  cycles; `tests/domain/test_life_cycles.py` compares those with a second copy, cell by cell.

The command writes this page.
"""
