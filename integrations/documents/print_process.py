"""Creates a PDF in a separate process.

A document of 1,000 lines takes most of a second of CPU time and 200 MB of memory, which the
typesetter would never release. The process releases both, and has a lower priority than requests.
"""

import asyncio
import base64
import json
import logging
import os
import sys
from contextlib import suppress
from datetime import datetime

from integrations.documents.content import DocumentView
from integrations.documents.render import render_pdf

log = logging.getLogger("salesgraph")

_PROGRAM = "from integrations.documents.print_process import main; main()"
_LESS_URGENT = 5  # added niceness

Logo = tuple[bytes, str] | None


class PrintingFailed(Exception):
    """The process failed to create a PDF; the message is its stderr."""


async def print_in_subprocess(content: str, logo: Logo = None) -> bytes:
    """Create the PDF of a document snapshot.

    Raises PrintingFailed. Cancellation kills the process.
    """
    job = {"content": content, "logo": logo and [base64.b64encode(logo[0]).decode(), logo[1]]}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
    )
    try:
        pdf, stderr = await process.communicate(json.dumps(job).encode())
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        raise
    warnings = stderr.decode(errors="replace").strip()
    if process.returncode:
        raise PrintingFailed(warnings)
    if warnings:
        log.warning("%s", warnings)
    return pdf


def main() -> None:
    """The main function of the process: reads a document from stdin, writes its PDF to stdout."""
    os.nice(_LESS_URGENT)
    job = json.load(sys.stdin.buffer)
    logo = job["logo"] and (base64.b64decode(job["logo"][0]), job["logo"][1])
    sys.stdout.buffer.write(print_pdf(job["content"], logo))


def print_pdf(content: str, logo: Logo = None) -> bytes:
    """Create the PDF of a document snapshot in this process; takes up to a second of CPU time."""
    changed = json.loads(content)["document"]["updated_at"]
    return render_pdf(
        DocumentView(content, logo).to_template(),
        datetime.fromisoformat(changed).replace(microsecond=0),
    )
