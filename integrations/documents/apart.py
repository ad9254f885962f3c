"""A PDF made in a process of its own.

A document of 1,000 lines takes most of a second of a processor and 200 MB of memory, which the
typesetter would keep for ever. The process gives both back, and is less urgent than requests.
"""

import asyncio
import base64
import json
import logging
import os
import sys
from contextlib import suppress
from datetime import datetime

from integrations.documents.content import Page
from integrations.documents.render import rendered

log = logging.getLogger("salesgraph")

_PROGRAM = "from integrations.documents.apart import answer; answer()"
_LESS_URGENT = 5  # steps of niceness

Logo = tuple[bytes, str] | None


class PrintingFailed(Exception):
    """The process ended without a PDF; the message is what it said."""


async def print_apart(content: str, logo: Logo = None) -> bytes:
    """The PDF of a frozen document. Raises PrintingFailed; when cancelled, the process ends."""
    given = {"content": content, "logo": logo and [base64.b64encode(logo[0]).decode(), logo[1]]}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
    )
    try:
        pdf, said = await process.communicate(json.dumps(given).encode())
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        raise
    told = said.decode(errors="replace").strip()
    if process.returncode:
        raise PrintingFailed(told)
    if told:
        log.warning("%s", told)
    return pdf


def answer() -> None:
    """What the process does: print the document that it reads."""
    os.nice(_LESS_URGENT)
    given = json.load(sys.stdin.buffer)
    logo = given["logo"] and (base64.b64decode(given["logo"][0]), given["logo"][1])
    sys.stdout.buffer.write(printed(given["content"], logo))


def printed(content: str, logo: Logo = None) -> bytes:
    """The PDF of a frozen document, made here; takes up to a second of a processor."""
    changed = json.loads(content)["document"]["updated_at"]
    return rendered(
        Page(content, logo).printed(), datetime.fromisoformat(changed).replace(microsecond=0)
    )
