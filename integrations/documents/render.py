"""Renders the texts of a document to a PDF with typst, our template and our fonts."""

import functools
import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

log = logging.getLogger("salesgraph")

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "document.typ"


@functools.cache
def _fonts() -> typst.Fonts:
    """Our fonts first; system fonts are only used for characters that ours lack."""
    return typst.Fonts(font_paths=[_HERE / "fonts"])


def render_pdf(printed: dict[str, Any], made_at: datetime, **options: Any) -> bytes:
    """Create the PDF; takes up to a second of CPU time. An invalid logo is omitted.

    The same texts, time and fonts give the same bytes.
    """
    try:
        return _compile(printed, made_at, **options)
    except typst.TypstError:
        if printed["logo"] is None:
            raise
        log.warning("a logo cannot be printed; the document is created without it", exc_info=True)
        return _compile({**printed, "logo": None}, made_at, **options)


def _compile(printed: dict[str, Any], made_at: datetime, **options: Any) -> bytes:
    pdf: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(printed)},
        timestamp=made_at,
        **options,
    )
    return pdf
