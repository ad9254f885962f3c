"""Printing happens in a separate process, and leaves nothing behind in this one."""

import asyncio
import logging
import os
import time

import psutil
import pytest

from integrations.documents.print_process import PrintingFailed, print_in_subprocess, print_pdf
from tests.integrations.samples import content, frozen, line, png


async def test_the_pdf_is_the_same_and_costs_this_process_nothing() -> None:
    large = content(lines=[line(line_number=at) for at in range(1, 1_001)])
    process = psutil.Process()
    before, began = process.memory_info().rss, time.process_time()

    made = await print_in_subprocess(frozen(large))

    assert process.memory_info().rss - before < 30_000_000
    assert time.process_time() - began < 0.2
    assert made == print_pdf(frozen(large))


async def test_a_logo_that_cannot_be_printed_is_told(caplog: pytest.LogCaptureFixture) -> None:
    broken = (png()[:60], "image/png")

    with caplog.at_level(logging.WARNING):
        made = await print_in_subprocess(frozen(content()), broken)

    assert "a logo cannot be printed" in caplog.text
    assert made == print_pdf(frozen(content()), broken)


async def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(PrintingFailed, match="JSONDecodeError"):
        await print_in_subprocess("no JSON")


async def test_when_it_is_given_up_the_process_ends() -> None:
    children = psutil.Process(os.getpid()).children
    known = set(children())
    task = asyncio.create_task(print_in_subprocess(frozen(content())))
    while not (new := set(children()) - known):  # noqa: ASYNC110 - the process tells nobody
        await asyncio.sleep(0.001)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(psutil.wait_procs, new, 10)
    assert not set(children()) & new
