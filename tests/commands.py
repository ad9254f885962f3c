"""Runs `salesgraph` in a separate process."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

READY = "is ready"
_TIMEOUT = 120.0  # seconds; two processes of a loaded machine take a while to start


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process, with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | more


def command(*arguments: str) -> list[str]:
    """Return the command line."""
    return [sys.executable, "-c", "import cli; cli.main()", *arguments]


def salesgraph(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, with an empty standard input that is not a terminal."""
    return subprocess.run(  # noqa: S603
        command(*arguments),
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


_CONSOLE = """
import contextlib, io, json, sys
from cli.app import run
for line in sys.stdin:
    sys.argv = ["salesgraph", *json.loads(line)]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run()
    print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)
"""


class Console:
    """Runs several commands in one process, which loads the program only once."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        status, said, complained = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, said, complained)


@contextmanager
def console(**variables: str) -> Iterator[Console]:
    """Start a process that runs commands with these environment variables."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _CONSOLE],
        env=environment(**variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Console(process)


@contextmanager
def serving(**variables: str) -> Iterator["subprocess.Popen[str]"]:
    """Start `salesgraph serve`, and wait until it answers."""
    with subprocess.Popen(  # noqa: S603
        command("serve"), env=environment(**variables), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            read_until(server, READY)
            yield server
        finally:
            server.terminate()


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Read the output of a process up to the line with these words, and return all of it.

    The process is ended if the words do not appear within a minute.
    """
    assert process.stdout
    said, end = "", threading.Timer(_TIMEOUT, process.kill)
    end.start()
    try:
        for line in process.stdout:
            said += line
            if words in line:
                return said
    finally:
        end.cancel()
    raise AssertionError(f"It never said {words!r}, but:\n{said}")


async def read_on(process: asyncio.subprocess.Process, words: str) -> None:
    """Do the same as `read_until` for a process of asyncio."""
    assert process.stdout
    async with asyncio.timeout(_TIMEOUT):
        async for line in process.stdout:
            if words in line.decode():
                return
    raise AssertionError(f"It never said {words!r}.")


def free_port() -> str:
    """Return a port that is not in use."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])
