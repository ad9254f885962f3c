"""The fates of the mutants, read from mutmut's files, under names that survive later edits."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutants.parts import Part

if TYPE_CHECKING:
    from mutmut.mutation.data import SourceFileMutationData

_DEAD = frozenset({"killed", "timeout", "segfault"})  # the last: killed after a timeout


class Fate(Enum):
    """The fate of a mutant."""

    DEAD = auto()
    ALIVE = auto()  # also if no test reaches it
    NOT_RUN = auto()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A single change of a function."""

    module: str
    function: str
    change: str
    fate: Fate

    @property
    def name(self) -> str:
        """The mutant's name among the survivors. Equal changes in one function share a name."""
        return f"{self.module}:{self.function}: {self.change}"


def mutants_of(part: Part) -> list[Mutant]:
    """Return the mutants of one part; none if it was never run."""
    if not part.folder.exists():
        return []
    with _inside(part.folder):
        return [mutant for path in _mutated_files() for mutant in _mutants_in(path)]


def keys_of(part: Part, names: Collection[str]) -> list[str]:
    """Return mutmut's keys of the mutants of a part that have no verdict and one of these names."""
    functions = {name.partition(": ")[0] for name in names}
    with _inside(part.folder):
        return [
            key
            for path in _mutated_files()
            for key, code in _load(path).exit_code_by_key.items()
            if code is None
            and f"{path}:{_function(key)}" in functions
            and f"{path}:{_function(key)}: {_change_of(key, path)}" in names
        ]


def forget_survivors(part: Part) -> None:
    """Make mutmut run survivors again; a dead mutant of an unchanged function stays dead."""
    if not part.folder.exists():
        return
    with _inside(part.folder):
        for path in _mutated_files():
            data = _load(path)
            for key, code in data.exit_code_by_key.items():
                if _fate(code) is Fate.ALIVE:
                    data.exit_code_by_key[key] = None
            data.save()


def _mutants_in(path: Path) -> Iterator[Mutant]:
    for key, code in _load(path).exit_code_by_key.items():
        fate = _fate(code)
        change = _change_of(key, path) if fate is Fate.ALIVE else ""
        yield Mutant(str(path), _function(key), change, fate)


def _fate(code: int | None) -> Fate:
    from mutmut.stats import status_by_exit_code  # noqa: PLC0415

    status = status_by_exit_code[code]
    if status in _DEAD:
        return Fate.DEAD
    return Fate.NOT_RUN if status == "not checked" else Fate.ALIVE


def _mutated_files() -> list[Path]:
    found = sorted(Path("domain").rglob("*.py"))
    return [path for path in found if Path("mutants", f"{path}.meta").exists()]


def _function(key: str) -> str:
    """Return `Billing.cancel` for `domain.sales.billing.xǁBillingǁcancel__mutmut_3`."""
    name = key.rpartition(".")[2].rpartition("__mutmut_")[0]
    return ".".join(name.split("ǁ")[1:]) if "ǁ" in name else name.removeprefix("x_")


def _load(path: Path) -> "SourceFileMutationData":
    # mutmut reads its settings from the folder in which it is imported
    from mutmut.mutation.data import SourceFileMutationData  # noqa: PLC0415

    data = SourceFileMutationData(path=path)
    data.load()
    return data


def _change_of(key: str, path: Path) -> str:
    """Return the removed and the added text, on one line."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # noqa: PLC0415

    lines = get_diff_for_mutant(key, path=path).splitlines()[2:]
    taken, put = (
        " ".join(" ".join(line[1:] for line in lines if line[:1] == sign).split()) for sign in "-+"
    )
    return f"{taken} => {put}"


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
