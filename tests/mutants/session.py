"""Runs mutants in pytest sessions: tests are collected and fixtures set up once, not per mutant.

`tests.mutants` runs this file as a program, in the folder of a part, where mutmut finds its
settings: `prepare` generates the mutants and finds out which tests reach which function, and
`judge 0 2` runs the mutants in the first half of the modules.
"""

import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import chain, zip_longest
from math import inf
from pathlib import Path
from typing import Any, Never

import pytest
from _pytest.runner import runtestprotocol
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import (
    copy_also_copy_files,
    copy_src_dir,
    setup_source_paths,
    walk_mutatable_files,
)

_ENOUGH = 5.0  # seconds of CPU that the tests of a mutant known to survive may take
# Of one test, in seconds of CPU and of the clock: endless loops end.
_LONGEST = {signal.ITIMER_VIRTUAL: 20.0, signal.ITIMER_REAL: 300.0}
_KILLED, _SURVIVED, _TIMEOUT, _NO_TESTS, _CRASHED = 1, 0, 36, 33, 35  # as mutmut writes them
_DOUBTFUL = -1  # killed, but the test does not pass any more without the mutant
_REACHING = Path("reaching.json").absolute()
_KNOWN = Path("known.json").absolute()  # survivors that are listed with a reason

Reaching = dict[str, list[str]]  # tests by function
Verdict = tuple[str, int, str]  # the mutant, its code and the test that has killed it


def prepare() -> int:
    """Generate the mutants and write which tests reach which function."""
    from mutmut.__main__ import create_mutants  # noqa: PLC0415 - it sets multiprocessing up

    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(os.cpu_count() or 1)
    observer = _Observer()
    _run_pytest(observer)
    _REACHING.write_text(json.dumps(observer.reaching()))
    return int(not observer.seconds)


class _Observer:
    """A pytest plugin that notes which functions each test calls, and which tests fail."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._tests: defaultdict[str, set[str]] = defaultdict(set)
        self._failed: set[str] = set()
        set_mutant_under_test("stats")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        before = time.process_time()  # the same on a busy machine
        answer = yield
        self.seconds[item.nodeid] = time.process_time() - before
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.add(report.nodeid)
            print(f"Judges nothing, because it fails without a mutant: {report.nodeid}")

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        for function in state()._stats:
            self._tests[function].add(item.nodeid)
        state()._stats.clear()

    def reaching(self) -> Reaching:
        """Return the tests of each function: the fastest of each file, then the next ones."""
        return {name: self._in_order(tests - self._failed) for name, tests in self._tests.items()}

    def _in_order(self, tests: set[str]) -> list[str]:
        files: defaultdict[str, list[str]] = defaultdict(list)
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            files[test.partition("::")[0]].append(test)
        rows = zip_longest(*(files[name] for name in sorted(files)))
        return [test for test in chain.from_iterable(rows) if test is not None]


def judge(shard: int, shards: int) -> int:
    """Run the mutants of every n-th module."""
    modules = [SourceFileMutationData(path=path) for path in sorted(walk_mutatable_files())]
    for module in modules:
        module.meta_path = module.meta_path.absolute()
        module.load()
    judge = _Judge(
        modules[shard::shards],
        json.loads(_REACHING.read_text()),
        frozenset(json.loads(_KNOWN.read_text())),
    )
    _run_pytest(judge)
    return int(not judge.has_finished)


class _Judge:
    """A pytest plugin that runs tests with mutants instead of running them once.

    The mutants of a function share a process, which is forked from one that has collected the tests
    and never runs any. A mutant is dead if a test fails twice with it and then passes without it.
    """

    def __init__(
        self, modules: Sequence[SourceFileMutationData], reaching: Reaching, known: frozenset[str]
    ) -> None:
        self.has_finished = False
        self._modules, self._reaching, self._known = modules, reaching, known
        self._session: Any = None
        self._items: dict[str, pytest.Item] = {}
        self._timed_out = False
        for kind in (signal.SIGVTALRM, signal.SIGALRM):
            signal.signal(kind, self._stop)
        set_mutant_under_test("")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self.has_finished = not session.testsfailed  # in collecting them
        for module in self._modules if self.has_finished else ():
            left = _left(module)
            for function, mutants in left.items():
                self._judge_function(module, mutants, self._reaching.get(function, []))
            if left:
                _print_score(module)
        return True

    def _judge_function(
        self, module: SourceFileMutationData, mutants: list[str], tests: list[str]
    ) -> None:
        while mutants:
            verdicts = self._run_apart(partial(self._try, mutants, tests))
            for mutant, code, test in verdicts or [(mutants[0], _CRASHED, "")]:
                if code == _DOUBTFUL and not self._kills_alone(mutant, test):
                    print(f"Judges nothing, because it depends on other tests: {test}")
                    tests.remove(test)
                    break
                module.exit_code_by_key[mutant] = _KILLED if code == _DOUBTFUL else code
                mutants.remove(mutant)
            module.save()

    def _run_apart(self, work: Callable[[], Iterator[Verdict]]) -> list[Verdict]:
        """Return what a forked process has yielded."""
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                with os.fdopen(write, "w", buffering=1) as answer:
                    for verdict in work():
                        answer.write(json.dumps(verdict) + "\n")
                self._session._setupstate.teardown_exact(None)  # ends fixtures of the session
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as answer:
            verdicts = [json.loads(line) for line in answer]
        os.waitpid(child, 0)
        return verdicts

    def _try(self, mutants: Sequence[str], tests: Sequence[str]) -> Iterator[Verdict]:
        """Yield a verdict for each mutant, until one does not leave this process as it was."""
        for mutant in mutants:
            code, killer = _SURVIVED if tests else _NO_TESTS, ""
            end = time.process_time() + (_ENOUGH if mutant in self._known else inf)
            for test in tests:
                if time.process_time() > end:
                    break
                if self._fails(test, mutant) and (self._timed_out or self._fails(test, mutant)):
                    code, killer = _KILLED, test
                    break
            if self._timed_out:
                yield mutant, _TIMEOUT, killer
                return
            if killer and self._fails(killer, ""):
                yield mutant, _DOUBTFUL, killer
                return
            tests = sorted(tests, key=lambda test: test != killer)
            yield mutant, code, killer

    def _kills_alone(self, mutant: str, test: str) -> bool:
        """Return whether a test fails with the mutant and passes without it, each run alone."""
        with_it, without = (
            self._run_apart(partial(self._try_alone, name, test)) for name in (mutant, "")
        )
        return bool(with_it) and not without

    def _try_alone(self, mutant: str, test: str) -> Iterator[Verdict]:
        if self._fails(test, mutant):
            yield mutant, _KILLED, test

    def _fails(self, test: str, mutant: str) -> bool:
        item: Any = self._items[test]
        # Fixtures of the module end, those of the session stay.
        other = next((each for each in self._items.values() if each.path != item.path), None)
        item._initrequest()  # as every plugin that repeats tests does
        set_mutant_under_test(mutant)
        for timer, seconds in _LONGEST.items():
            signal.setitimer(timer, seconds, 1)
        try:
            reports = runtestprotocol(item, log=False, nextitem=other)
        finally:
            for timer in _LONGEST:
                signal.setitimer(timer, 0)
            set_mutant_under_test("")
        return any(report.failed for report in reports)

    def _stop(self, *_: object) -> Never:
        self._timed_out = True
        raise _EndlessLoop


class _EndlessLoop(BaseException):
    """A test took too long."""


def _print_score(module: SourceFileMutationData) -> None:
    codes = Counter(module.exit_code_by_key.values())
    dead = codes[_KILLED] + codes[_TIMEOUT]
    print(f"{module.path}: {dead:,} of {codes.total():,} died", flush=True)


def _left(module: SourceFileMutationData) -> dict[str, list[str]]:
    """Return the mutants of a module that have no verdict, by function."""
    left: defaultdict[str, list[str]] = defaultdict(list)
    for mutant, code in module.exit_code_by_key.items():
        if code is None:
            left[mutant.rpartition("__mutmut_")[0]].append(mutant)
    return left


def _run_pytest(plugin: object) -> None:
    """Run pytest among the mutants, where the tests import the mutated code."""
    chosen = [*config().pytest_add_cli_args_test_selection, *config().pytest_add_cli_args]
    setup_source_paths()
    before = Path.cwd()
    os.chdir("mutants")
    pytest.main(["--rootdir=.", "--tb=native", "-q", *chosen], plugins=[plugin])
    os.chdir(before)


if __name__ == "__main__":
    sys.exit(
        prepare() if sys.argv[1:] == ["prepare"] else judge(int(sys.argv[2]), int(sys.argv[3]))
    )
