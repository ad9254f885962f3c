"""/ and unknown paths: the response lists the available paths, as JSON or HTML."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from gql.http.negotiation import HTML, JSON, choose_media_type

_PLACES = {
    "/graphql": "GraphQL endpoint: send a POST request, or open it in a browser",
    "/healthz": "status 200 while the server and its database work, otherwise 503 with the reason",
    "/readyz": "the same for load balancers, with status 503 also while the server stops",
    "/documents/{id}.pdf": "PDF documents, through the signed links that GraphQL returns",
    "/erp/notifications/{tenant}/{token}": "notifications of Business Central about its records",
}
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "vary": "Accept",
}
_LINKED = ("/graphql", "/healthz", "/readyz")


async def root(request: Request) -> Response:
    """Answer requests for /."""
    return _index(request, "This is salesgraph.", HTTPStatus.OK)


async def not_found(request: Request, error: Exception) -> Response:
    """Answer requests with an unknown path or a method that is not allowed."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "GET")
        sentence = f"This path accepts {allowed.replace(', ', ' or ')}."
        answer = _index(request, sentence, HTTPStatus.METHOD_NOT_ALLOWED)
        answer.headers["allow"] = allowed
        return answer
    return _index(request, "There is nothing at this path.", HTTPStatus.NOT_FOUND)


def _index(request: Request, sentence: str, status: HTTPStatus) -> Response:
    media_type = choose_media_type(request.headers.get("accept", ""), (JSON, HTML))
    if media_type == HTML:
        return HTMLResponse(_page(sentence), status, _HEADERS)
    return JSONResponse({"message": sentence, "paths": _PLACES}, status, _HEADERS)


def _page(sentence: str) -> str:
    rows = "".join(
        f"<li><code>{f'<a href={path}>{path}</a>' if path in _LINKED else path}</code>: {meaning}"
        for path, meaning in _PLACES.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>salesgraph</title>'
        "<style>body { font: 1rem/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem }"
        f"</style><h1>salesgraph</h1><p>{sentence}</p><ul>{rows}</ul></html>\n"
    )
