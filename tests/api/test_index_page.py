"""The index page and responses to wrong paths say where the endpoints are."""

import pytest

from tests.client import Api

JSON, HTML = "application/json", "text/html"


async def test_the_root_says_where_things_are(api: Api) -> None:
    answer = await api.http.get("/", headers={"accept": "*/*"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(JSON)
    assert answer.headers["vary"] == "Accept"
    paths = {"/graphql", "/healthz", "/readyz", "/documents/{id}.pdf"}
    assert set(answer.json()["paths"]) == {*paths, "/erp/notifications/{tenant}/{token}"}


async def test_a_browser_gets_a_page_with_links(api: Api) -> None:
    answer = await api.http.get("/", headers={"accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(HTML)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<a href=/graphql>" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/graphq1", "/graphql/", "/api", "/docs", "/favicon.ico", "/documents", "/documents/x",
     "/%3Cscript%3E", "/..%2f"],
)  # fmt: skip
@pytest.mark.parametrize("accept", [JSON, HTML])
async def test_a_wrong_path_is_404_and_says_where_things_are(
    api: Api, path: str, accept: str
) -> None:
    answer = await api.http.get(path, headers={"accept": accept})

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(accept)
    assert "There is nothing at this path." in answer.text
    assert "/graphql" in answer.text
    assert "script" not in answer.text


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("DELETE", "/healthz")])
async def test_a_wrong_method_is_405_and_says_which_are_right(
    api: Api, method: str, path: str
) -> None:
    answer = await api.http.request(method, path)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["message"].startswith("This path accepts ")
    assert "/graphql" in answer.json()["paths"]
