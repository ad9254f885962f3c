"""What clients send is bounded while it arrives: the server counts bytes and refuses in time."""

import socket
import time

import pytest

from gql.http.limits import (
    MAX_BODY,
    MAX_BODY_PARTS,
    MAX_CHUNKS,
    MAX_HEAD_LENGTH,
    MAX_HEADERS,
    MAX_LINE_LENGTH,
    MAX_PIPELINED,
)
from tests.http.conftest import House
from tests.http.raw_http import QUERY, Reply, connect, exchange, get, post, read_reply

HOST = b"localhost"


def send_all(connection: socket.socket, data: bytes) -> None:
    """Send as much as the server accepts."""
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        return


def refusal_of(port: int, data: bytes) -> Reply:
    """Return the response to a cut-off request; the connection must be closed after it."""
    with connect(port) as connection:
        send_all(connection, data)
        reply = read_reply(connection)
        connection.settimeout(20)
        assert connection.recv(1) == b""
    assert reply.headers["connection"] == "close"
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    return reply


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (get("/graphql?" + "x" * MAX_LINE_LENGTH, HOST), 414),
        (b"GET /" + b"x" * 200_000, 414),
        (get("/", HOST, "X-Padding: " + "x" * MAX_HEAD_LENGTH), 431),
        (get("/", HOST, *["X: y"] * MAX_HEADERS), 431),
        (b"GET / HTTP/1.1\r\nX-Padding: " + b"x" * 300_000, 431),
        (post(HOST, f"Content-Length: {MAX_BODY + 1}", body=None), 413),
        (post(HOST, "Content-Length: 99999999999999999999", body=None), 400),
        (post(HOST, "Content-Length: -1", body=None), 400),
        (post(HOST, "Transfer-Encoding: chunked", body=None) + b"ffffffffffffffffff\r\n", 400),
        (post(HOST, "Transfer-Encoding: chunked", body=None) + b"nonsense\r\n", 400),
        (post(HOST, "Transfer-Encoding: chunked", "Content-Length: 5", body=None), 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS
    ],
)
def test_a_request_beyond_a_limit_is_told_so_and_cut_off(
    house: House, data: bytes, status: int
) -> None:
    reply = refusal_of(house.port, data)

    assert reply.status == status
    assert reply.code == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "piece",
    [
        b"1\r\nx\r\n",  # a byte in each chunk
        b"1;" + b"x" * 4_000 + b"\r\n \r\n",  # much overhead for each byte
        b"4000\r\n" + b" " * 0x4000 + b"\r\n",  # too many bytes
    ],
)
def test_a_chunked_body_is_bounded_in_bytes_and_chunks(house: House, piece: bytes) -> None:
    head = post(HOST, house.bearer, "Transfer-Encoding: chunked", body=None)
    times = max(MAX_CHUNKS, 2 * MAX_BODY // len(piece)) + 1

    reply = refusal_of(house.port, head + piece * times)

    assert reply.status == 413
    assert reply.code == "BAD_USER_INPUT"


def test_a_size_line_of_a_chunk_without_end_is_cut_off(house: House) -> None:
    head = post(HOST, house.bearer, "Transfer-Encoding: chunked", body=None)

    reply = refusal_of(house.port, head + b"1;" + b"x" * 3_000_000)

    assert reply.status == 413


def test_trailers_are_bounded_and_never_headers_of_the_request(house: House) -> None:
    head = post(HOST, "Transfer-Encoding: chunked", body=None)
    body = b"%x\r\n%s\r\n0\r\n" % (len(QUERY), QUERY)

    trailing = exchange(house.port, head + body + house.bearer.encode() + b"\r\n\r\n")
    reply = refusal_of(house.port, head + body + b"x: y\r\n" * 20_000)

    assert trailing.status == 401
    assert reply.status == 431


def test_a_body_in_chunks_of_usual_size_is_read(house: House) -> None:
    head = post(HOST, house.bearer, "Transfer-Encoding: chunked", body=None)
    pieces = [QUERY[at : at + 5] for at in range(0, len(QUERY), 5)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)

    reply = exchange(house.port, head + body + b"0\r\nX-Checksum: 1\r\n\r\n")

    assert reply.json["data"] == {"__typename": "Query"}


def test_without_a_token_a_body_is_not_waited_for(house: House) -> None:
    reply = refusal_or_answer(house.port, post(HOST, "Content-Length: 900000", body=None))

    assert reply.status == 401
    assert reply.code == "UNAUTHENTICATED"


def refusal_or_answer(port: int, data: bytes) -> Reply:
    """Return the response to an incomplete request; the connection must be closed after it."""
    with connect(port) as connection:
        connection.sendall(data)
        reply = read_reply(connection)
        connection.settimeout(20)
        assert connection.recv(1) == b""
    return reply


def test_a_client_that_asks_before_it_sends_is_told_to_go_on_or_not_to(house: House) -> None:
    sized = (f"Content-Length: {len(QUERY)}", "Expect: 100-continue")
    with connect(house.port) as connection:
        connection.sendall(post(HOST, house.bearer, *sized, body=None))
        assert connection.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(QUERY)
        assert read_reply(connection).status == 200

    assert refusal_or_answer(house.port, post(HOST, *sized, body=None)).status == 401


def test_a_flood_of_requests_ahead_of_their_answers_is_cut_off(house: House) -> None:
    times = 2_000
    with connect(house.port) as connection:
        send_all(connection, get("/", HOST) * times)
        statuses = []
        while (reply := read_reply(connection)).status == 200:
            statuses.append(reply.status)
        last = reply

    assert MAX_PIPELINED <= len(statuses) < 2 * MAX_PIPELINED
    assert last.status == 503
    assert last.code == "OVERLOADED"
    assert last.headers["retry-after"] == "1"


def test_some_requests_ahead_of_their_answers_are_answered_in_order(house: House) -> None:
    targets = ["/", "/nowhere", "/healthz", "/", "/nowhere"]
    with connect(house.port) as connection:
        connection.sendall(b"".join(get(target, HOST) for target in targets))
        statuses = [read_reply(connection).status for _ in targets]

    assert statuses == [200, 404, 200, 200, 404]


def test_http_1_0_is_answered_once(house: House) -> None:
    request = get("/", HOST).replace(b"HTTP/1.1", b"HTTP/1.0")
    with connect(house.port) as connection:
        connection.sendall(request)
        reply = read_reply(connection)
        assert connection.recv(1) == b""

    assert reply.status == 200


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_an_upgrade_is_not_offered_and_the_request_answered(house: House, upgrade: str) -> None:
    asked = (
        house.bearer,
        f"Upgrade: {upgrade}",
        "Connection: Upgrade, HTTP2-Settings",
        "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    )
    with connect(house.port) as connection:
        connection.sendall(post(HOST, *asked))
        assert read_reply(connection).status == 200
        connection.sendall(post(HOST, house.bearer))
        assert read_reply(connection).status == 200


def test_a_body_of_very_many_lists_is_refused(house: House) -> None:
    lists = b"[" + b"[]," * MAX_BODY_PARTS + b"[]]"
    body = b'{"query": "{ __typename }", "variables": {"a": %s}}' % lists

    reply = exchange(house.port, post(HOST, house.bearer, body=body))

    assert reply.status == 400


def test_a_body_in_single_bytes_costs_no_more_than_its_size(house: House) -> None:
    body = b'{"query": "{ __typename }", "variables": {"a": "%s"}}' % (b"x" * 20_000)
    with connect(house.port) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(post(HOST, house.bearer, f"Content-Length: {len(body)}", body=None))
        for at in range(len(body)):
            connection.send(body[at : at + 1])
        assert read_reply(connection).status == 200


def test_the_connection_is_kept_and_others_are_answered_meanwhile(house: House) -> None:
    with connect(house.port) as slow, connect(house.port) as connection:
        slow.sendall(b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Pad")
        began = time.monotonic()
        for _ in range(20):
            connection.sendall(post(HOST, house.bearer))
            assert read_reply(connection).status == 200
        assert time.monotonic() - began < 5
