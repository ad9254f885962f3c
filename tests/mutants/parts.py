"""The mutated parts and the tests that must detect the mutants: rules alone, actions over the API.

Tests with generated examples are excluded: exact tests must detect mutants without luck.

Each part has its own folder under `build/mutants`, in which mutmut works on a copy. mutmut
changes arithmetic, comparisons, conditions, constants, arguments and texts inside functions. It
leaves decorated functions alone, and class bodies, which contain the messages of errors.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKSHOP = ROOT / "build" / "mutants"
_MADE = shutil.ignore_patterns("build", "__pycache__", "*.egg-info", ".*")

# Queries, limits, load, outages, races and HTTP: they demand nothing of actions that other tests do
# not, and on a busy machine they fail by themselves.
_BESIDE_THE_POINT = (
    "active_users",
    "catalog_races",
    "catalog_reads",
    "changes",
    "cost_of_lines",
    "event_loop",
    "hot_path",
    "http",
    "large_answers",
    "limits",
    "lost_connections",
    "neighbours",
    "outages",
    "overload",
    "paging_races",
    "races",
    "silence",
    "statements",
    "table_growth",
    "tenants_apart",
)
# Tests of limits by the second, which a busy machine misses.
_TIMED = ("business_central/test_doubles", "business_central/test_limits")
_PRINTED = ("domain/actions/letterheads.py", "domain/actions/sending.py")
_OF_THE_ERP = (
    "domain/actions/deliveries.py",
    "domain/actions/erp_*",
    "domain/actions/lost_orders.py",
    "domain/actions/posted_invoices.py",
    "domain/actions/recalls.py",
    "domain/actions/submissions.py",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the domain and the tests that guard it."""

    name: str
    mutated: tuple[str, ...]
    spared: tuple[str, ...]
    tests: tuple[str, ...]
    shares_database: bool

    @property
    def folder(self) -> Path:
        """The folder in which mutmut works on the part."""
        return WORKSHOP / self.name


PARTS = (
    Part(
        name="rules",
        mutated=("domain/*",),
        spared=("domain/actions/*",),
        tests=("tests/domain",),
        shares_database=False,
    ),
    Part(
        name="actions",
        mutated=("domain/actions/*",),
        spared=(*_PRINTED, *_OF_THE_ERP),
        tests=(
            "tests/api",
            *(f"--ignore=tests/api/test_{name}.py" for name in _BESIDE_THE_POINT),
        ),
        shares_database=True,
    ),
    Part(
        name="erp",
        mutated=_OF_THE_ERP,
        spared=(),
        tests=(
            "tests/business_central",
            *(f"--ignore=tests/{name}.py" for name in _TIMED),
            "tests/api/test_delivery_steps.py",
            "tests/api/test_every_mutation.py",
            "tests/api/test_external_erp.py",
            "tests/api/test_submitted_orders.py",
            *(f"tests/api/{path.name}" for path in sorted(ROOT.glob("tests/api/test_erp_*.py"))),
            *(f"tests/api/{path.name}" for path in sorted(ROOT.glob("tests/api/test_posted_*.py"))),
        ),
        shares_database=True,
    ),
    Part(
        name="sending",
        mutated=_PRINTED,
        spared=(),
        tests=("tests/integrations/test_letterhead.py", "tests/integrations/test_mailing.py"),
        shares_database=False,  # these tests expect to find no mail but their own
    ),
)


def set_up(part: Part, *, afresh: bool) -> None:
    """Copy the project into the part's folder; start afresh or keep the results of earlier runs."""
    if afresh:
        shutil.rmtree(part.folder, ignore_errors=True)
    remembered = part.folder / "mutants"
    kept = {remembered, remembered / "domain"}
    for old in (*part.folder.glob("*"), *remembered.glob("*")):
        if old not in kept:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(ROOT, part.folder, ignore=_MADE, dirs_exist_ok=True)
    with (part.folder / "pyproject.toml").open("a") as settings:
        settings.write(_settings(part))


def _settings(part: Part) -> str:
    """Return mutmut's settings for the part."""
    taken = {"domain", "tests", "mutants", "pyproject.toml"}  # mutmut copies these itself
    also = sorted({path.name for path in part.folder.iterdir()} - taken)
    return f"""
[tool.mutmut]
source_paths = ["domain"]
only_mutate = {_written(part.mutated)}
do_not_mutate = {_written(part.spared)}
also_copy = {_written(also)}
pytest_add_cli_args_test_selection = {_written(part.tests)}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-m", "not hypothesis"]
"""


def _written(names: tuple[str, ...] | list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
