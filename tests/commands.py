"""Runs `salesgraph` as a process of its own."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

READY = "is ready"


def environment(**more: str) -> dict[str, str]:
    """Variables of a process: ours, and no others that could be settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | more


def command(*arguments: str) -> list[str]:
    """What to execute."""
    return [sys.executable, "-c", "import cli; cli.main()", *arguments]


def salesgraph(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end. Its standard input is empty and no terminal."""
    return subprocess.run(  # noqa: S603
        command(*arguments),
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(**variables: str) -> Iterator["subprocess.Popen[str]"]:
    """`salesgraph serve`, once it answers."""
    with subprocess.Popen(  # noqa: S603
        command("serve"), env=environment(**variables), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            read_until(server, READY)
            yield server
        finally:
            server.terminate()


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Read what a process says up to the line with these words; gives all of it."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"It never said {words!r}, but:\n{said}")


async def read_on(process: asyncio.subprocess.Process, words: str) -> None:
    """The same for a process of asyncio."""
    assert process.stdout
    async for line in process.stdout:
        if words in line.decode():
            return
    raise AssertionError(f"It never said {words!r}.")


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])
