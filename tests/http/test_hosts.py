"""The Host header over a real socket: ours are accepted, and others refused on every path."""

import socket

import pytest

from gql.http.hosts import REFUSAL
from tests.http.conftest import House
from tests.http.raw_http import Reply, exchange, get, post

OURS = [
    b"localhost",
    b"LOCALHOST",
    b"LocalHost:80",
    b"localhost:65535",
    b"localhost.",
    b"localhost.:8000",
    b"  localhost  ",
    b"\tlocalhost:1",
    b"127.0.0.1",
    b"127.0.0.1:8000",
    b"127.1.2.3",
    b"127.255.255.254:9",
    b"[::1]",
    b"[::1]:8000",
    b"[0:0:0:0:0:0:0:1]",
    b"[0000:0000::0001]:1",
    b"[::FFFF:127.0.0.1]",
    b"sales.example.com",
    b"Sales.Example.COM:443",
    b"sales.example.com.",
    b"api.internal",
    b"API.internal:81",
    b"10.0.0.5",
    b"10.0.0.5:8000",
    b"[2001:db8::1]",
    b"[2001:0DB8:0::0:1]:8000",
]
FOREIGN = [
    b"",
    b" ",
    b".",
    b"..",
    b":",
    b":8000",
    b"*",
    b"[",
    b"]",
    b"[]",
    b"evil.example",
    b"evil.example:8000",
    b"xn--lcalhost-uxa",
    b"localhost.evil.example",
    b"evil.localhost",
    b"127.0.0.1.evil.example",
    b"sales.example.com.evil.example",
    b"evilsales.example.com",
    b"evil.sales.example.com",
    b"example.com",
    b"localhostx",
    b"xlocalhost",
    b"-localhost",
    b"local_host",
    b"local host",
    b"localhost evil.example",
    b"localhost\tevil.example",
    b"localhost,evil.example",
    b"localhost, localhost",
    b"localhost;evil.example",
    b"evil.example,localhost",
    b"user@localhost",
    b"user:password@localhost",
    b"localhost@evil.example",
    b"localhost:80@evil.example",
    b"@localhost",
    b"http://localhost",
    b"https://sales.example.com/api",
    b"//localhost",
    b"localhost/",
    b"localhost/graphql",
    b"localhost?x",
    b"localhost#x",
    b"localhost\\",
    b"localhost\\.evil.example",
    b'"localhost"',
    b"<localhost>",
    b"localhost:",
    b"localhost:0",
    b"localhost:00080",
    b"localhost:65536",
    b"localhost:999999999999",
    b"localhost:-1",
    b"localhost:+80",
    b"localhost:8.0",
    b"localhost:80:80",
    b"localhost:http",
    b"localhost:8000evil",
    b"localhost: 80",
    b"localhost :80",
    b"localhost..",
    b".localhost",
    b"l\xc3\xb6calhost",
    b"\xef\xbd\x8cocalhost",
    b"localhost\xff",
    b"loc%61lhost",
    b"localhost%00",
    b"::1",
    b"::1:80",
    b"[::1",
    b"::1]",
    b"[::1]x",
    b"[::1]:",
    b"[::1].",
    b"[::1]:80:80",
    b"[::1%lo]",
    b"[::1%25lo]",
    b"[[::1]]",
    b"[127.0.0.1]",
    b"[localhost]",
    b"[::]",
    b"[::2]",
    b"[fe80::1]",
    b"[2001:db8::2]",
    b"[::ffff:10.0.0.6]",
    b"[1:2:3:4:5:6:7:8:9]",
    b"0",
    b"0.0.0.0",
    b"127",
    b"127.1",
    b"127.0.1",
    b"127.0.0.01",
    b"127.000.000.001",
    b"127.0.0.256",
    b"127.0.0.1.5",
    b"0177.0.0.1",
    b"0x7f.0.0.1",
    b"0x7f000001",
    b"2130706433",
    b"017700000001",
    b"\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1",
    b"10.0.0.6",
    b"128.0.0.1",
    b"169.254.169.254",
    b"192.168.0.1:8000",
    b"a" * 254,
    b"a." * 126 + b"a",
    b"localhost" + b"." * 300,
    b"x" * 10_000,
    b"localhost" + b" " * 5_000 + b"x",
]


def assert_refused(reply: Reply) -> None:
    assert reply.status == 421
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    (error,) = reply.json["errors"]
    assert error == {"message": REFUSAL, "extensions": {"code": "HOST_NOT_ALLOWED"}}
    assert "SALESGRAPH_ALLOWED_HOSTS" in error["message"]


@pytest.mark.parametrize("host", OURS)
def test_our_hosts_are_answered(house: House, host: bytes) -> None:
    reply = exchange(house.port, post(host, house.bearer))

    assert (reply.status, reply.json["data"]) == (200, {"__typename": "Query"})
    assert exchange(house.port, get("/healthz", host)).status == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_and_malformed_hosts_are_refused(house: House, host: bytes) -> None:
    assert_refused(exchange(house.port, post(host, house.bearer)))
    assert_refused(exchange(house.port, get("/graphql", host, "Accept: text/html")))
    assert_refused(exchange(house.port, get("/healthz", host)))


@pytest.mark.parametrize("byte", [b"\x00", b"\x01", b"\x0b", b"\x7f", b"\r", b"\n "])
def test_control_characters_come_to_nothing(house: House, byte: bytes) -> None:
    for host in (b"localhost" + byte + b"evil.example", b"evil.example" + byte + b"localhost"):
        reply = exchange(house.port, post(host, house.bearer))

        assert reply.status in {400, 421}  # 400 from the parser, before a request exists


@pytest.mark.parametrize(
    "path", ["/", "/graphql", "/graphql/", "/nothing", "/documents/x.pdf", "/healthz/", "*", "//x"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "DELETE", "QUERY"])
def test_it_holds_for_every_path_and_method(house: House, path: str, method: str) -> None:
    assert_refused(exchange(house.port, get(path, b"evil.example", method=method)))


@pytest.mark.parametrize(
    "request_",
    [
        post(None),
        get("/healthz", None),
        post(None).replace(b"HTTP/1.1", b"HTTP/1.0"),
        post(b"localhost", "Host: localhost"),
        post(b"localhost", "Host: evil.example"),
        post(b"evil.example", "Host: localhost"),
        post(b"localhost", "hOST: evil.example"),
        post(b"localhost", "Host:"),
        post(b"localhost", target="http://evil.example/graphql"),
        post(b"evil.example", target="http://localhost/graphql"),
        post(b"evil.example", target="http://evil.example/graphql"),
        post(b"localhost", target="http://user@localhost/graphql"),
        post(b"localhost", target="http://localhost:80/graphql"),
        post(b"localhost", target="http://localhost.evil.example/graphql"),
        post(b"localhost", target="HTTP://EVIL.EXAMPLE/graphql"),
        post(b"localhost", target="ftp://evil.example/graphql"),
        post(None, target="http://localhost/graphql"),
        post(b"evil.example", "X-Forwarded-Host: localhost"),
        post(b"evil.example", "Forwarded: host=localhost"),
        post(b"evil.example", "X-Host: localhost", "X-Original-Host: localhost"),
        post(b"evil.example", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"),
        post(b"evil.example", "Origin: http://localhost:3000"),
        post(b"evil.example", "Referer: http://localhost/"),
    ],
)
def test_nothing_else_names_the_host(house: House, request_: bytes) -> None:
    assert_refused(exchange(house.port, request_))


def test_an_absolute_target_names_the_same_host_again(house: House) -> None:
    for target, host in (
        ("http://localhost/graphql", b"localhost"),
        ("http://LOCALHOST:8000/graphql", b"localhost:8000"),
        ("https://sales.example.com/graphql?x", b"sales.example.com"),
    ):
        reply = exchange(house.port, post(host, house.bearer, target=target))

        assert reply.json["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("target", ["http://localhost", "http:///x", "localhost:80", "x"])
def test_other_targets_come_to_nothing(house: House, target: str) -> None:
    assert exchange(house.port, get(target, b"localhost")).status in {400, 404, 405, 421}


def test_a_head_without_end_is_cut_off(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.port), timeout=20) as connection:
        connection.sendall(b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n")
        sent, line = 0, b"X-Padding: " + b"x" * 8_000 + b"\r\n"
        try:
            while sent < 10_000_000:
                connection.sendall(line)
                sent += len(line)
            answer = connection.recv(100)
        except (BrokenPipeError, ConnectionResetError):
            answer = b"HTTP/1.1 431 "

    assert answer.startswith(b"HTTP/1.1 431 ")
    assert sent < 10_000_000
