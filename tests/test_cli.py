"""The command line, as a separate process: its output, and how it refuses."""

import asyncio
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from cli.welcome import greet
from db.tenant_ids import tenant_id_of, user_id_of
from gql.settings import Settings
from gql.tokens import Bearer, verify
from tests.client import present
from tests.commands import (
    READY,
    command,
    environment,
    free_port,
    read_on,
    read_until,
    salesgraph,
    serving,
)
from tests.integrations.inbox import open_inbox

SECRET = "a secret of the tests, 32 bytes and more"


def test_token_prints_a_token_and_nothing_else(tmp_path: Path) -> None:
    ended = salesgraph("token", SALESGRAPH_SECRET=SECRET, SALESGRAPH_DATA=str(tmp_path))
    demo = tenant_id_of("demo")

    assert ended.stdout.count("\n") == 1
    assert verify(ended.stdout.strip(), secret=SECRET, now=present()).tenant_id == demo


def test_token_of_another_user(tmp_path: Path) -> None:
    ended = salesgraph(
        "token", "--tenant", "acme", "--user", "Bo@x.example", SALESGRAPH_SECRET=SECRET
    )
    acme = tenant_id_of("acme")

    bearer = verify(ended.stdout.strip(), secret=SECRET, now=present())

    assert bearer == Bearer(acme, user_id_of(acme, "bo@x.example"))


def test_token_keeps_its_secret_in_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"

    ended = salesgraph("token", SALESGRAPH_DATA=str(data))

    secret = (data / "secret").read_text()
    assert verify(ended.stdout.strip(), secret=secret, now=present())


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"SALESGRAPH_SECRET": "short"},
            "SALESGRAPH_SECRET must have at least 32 bytes: `openssl rand",
        ),
        ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535, not "),
        ({"PORT": "0"}, "PORT must be a whole number from 1 to 65535, not "),
        ({"SALESGRAPH_PUBLIC_URL": "sales.example.com"}, "SALESGRAPH_PUBLIC_URL must be like "),
        ({"SALESGRAPH_LINK_MINUTES": "0"}, "SALESGRAPH_LINK_MINUTES must be a whole number "),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must be like postgresql://"),
        ({"DATABASE_URL": "postgresql:///x?host=/nowhere"}, "The database cannot be reached: "),
    ],
)
def test_a_bad_setting_is_one_sentence(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    variables = {"SALESGRAPH_SECRET": SECRET, "SALESGRAPH_DATA": str(tmp_path)} | variables

    ended = salesgraph("migrate", **variables)

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"salesgraph: {sentence}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_worker_waits_until_it_is_stopped(login_url: str, stop: signal.Signals) -> None:
    variables = environment(DATABASE_URL=login_url, SALESGRAPH_SECRET=SECRET)
    with subprocess.Popen(  # noqa: S603
        command("worker"), env=variables, stdout=subprocess.PIPE, text=True
    ) as worker:
        read_until(worker, "waiting for jobs")
        worker.send_signal(stop)

        assert worker.wait(20) == 0


@pytest.mark.parametrize("verb", ["serve", "worker"])
def test_a_mail_server_that_makes_no_sense_is_one_sentence(tmp_path: Path, verb: str) -> None:
    variables = {"SALESGRAPH_SECRET": SECRET, "SALESGRAPH_DATA": str(tmp_path)}
    variables |= {"SALESGRAPH_MAIL_FROM": "sales@example.com", "SALESGRAPH_SMTP_URL": "mail"}

    ended = salesgraph(verb, **variables)

    assert ended.returncode == 1
    assert ended.stderr.startswith("salesgraph: SALESGRAPH_SMTP_URL must be like smtp://user:")
    assert ended.stderr.count("\n") == 1


def token_of(variables: dict[str, str]) -> str:
    """Return the bearer token that an operator creates with the server's settings."""
    return salesgraph("token", **variables).stdout.strip()


def ask(port: str, token: str) -> Any:
    return httpx.post(
        f"http://127.0.0.1:{port}/graphql",
        headers={"Authorization": f"Bearer {token}"},
        json={"query": "{ opportunities { totalCount } }"},
    ).json()


def variables_of_server(
    data: Path, database_url: str, login_url: str, workers: int
) -> dict[str, str]:
    """Return the settings of a server with the demo, on a free port."""
    return {
        "DATABASE_URL": login_url,
        "DATABASE_OWNER_URL": database_url,
        "PORT": free_port(),
        "SALESGRAPH_DATA": str(data),
        "SALESGRAPH_SECRET": SECRET,
        "SALESGRAPH_WORKERS": str(workers),
        "SALESGRAPH_DEMO": "1",
    }


@pytest.mark.parametrize(
    ("stop", "workers"),
    [
        *((signal.SIGINT, 1), (signal.SIGINT, 2)),
        (signal.SIGHUP, 1),  # with several processes, it replaces them
    ],
)
def test_signals_stop_serve(
    tmp_path: Path, database_url: str, login_url: str, stop: signal.Signals, workers: int
) -> None:
    variables = variables_of_server(tmp_path, database_url, login_url, workers=workers)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup the server would inherit that

    with serving(**variables) as server:
        server.send_signal(stop)

        assert server.wait(30) == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_serve_greets_answers_and_stops(
    tmp_path: Path, database_url: str, login_url: str, workers: int
) -> None:
    variables = variables_of_server(tmp_path, database_url, login_url, workers=workers)
    port = variables["PORT"]

    with serving(**variables) as server:
        assert server.stdout
        table = [server.stdout.readline().split()[:2] for _ in range(5)]
        answer = ask(port, token_of(variables))
        again = salesgraph("serve", **variables)
        server.send_signal(signal.SIGTERM)

        assert server.wait(30) == 0
    assert table[1:] == [
        ["GraphQL", f"http://127.0.0.1:{port}/graphql"],
        ["Health", f"http://127.0.0.1:{port}/healthz"],
        ["Token", f"SALESGRAPH_DATA={tmp_path}"],
        ["Manual", "README.md"],
    ]
    assert answer["data"] == {"opportunities": {"totalCount": 1200}}
    assert again.returncode == 1
    assert again.stderr == (
        f"salesgraph: 127.0.0.1:{port} is in use by another program: stop that one, or set PORT to"
        " another port.\n"
    )


@pytest.mark.parametrize(
    ("given", "times"),
    [
        ({"host": "0.0.0.0"}, 1),  # noqa: S104
        ({"host": "::"}, 1),
        ({"host": "0.0.0.0", "allowed_hosts": ("sales.example",)}, 0),  # noqa: S104
        ({"host": "::", "public_url": "https://sales.example"}, 0),
        ({"host": "127.0.0.1"}, 0),
    ],
)
def test_on_every_address_the_greeting_says_which_hosts_are_accepted(
    capsys: pytest.CaptureFixture[str], given: dict[str, Any], times: int
) -> None:
    greet(Settings(secret=SECRET, demo=False, **given))

    assert capsys.readouterr().out.count("SALESGRAPH_ALLOWED_HOSTS") == times


def answering(server: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Return the processes that answer requests for a server."""
    children = psutil.Process(server.pid).children()
    return [one for one in children if "spawn_main" in " ".join(one.cmdline())]


def test_a_worker_that_dies_is_replaced_and_nobody_notices(
    tmp_path: Path, database_url: str, login_url: str
) -> None:
    variables = variables_of_server(tmp_path, database_url, login_url, workers=2)
    port = variables["PORT"]

    with serving(**variables) as server:
        token = token_of(variables)
        victim = answering(server)[0]
        victim.kill()
        answers = [ask(port, token) for _ in range(20)]
        deadline = time.monotonic() + 20
        while len(answering(server)) < 2 or victim in answering(server):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        server.send_signal(signal.SIGTERM)

        assert server.wait(30) == 0
    assert {str(answer["data"]) for answer in answers} == {
        "{'opportunities': {'totalCount': 1200}}"
    }


async def test_serve_sends_mail_by_itself(
    database_url: str, login_url: str, tmp_path: Path
) -> None:
    async with open_inbox() as inbox:
        port = free_port()
        variables = {
            "DATABASE_URL": login_url,
            "DATABASE_OWNER_URL": database_url,
            "PORT": port,
            "SALESGRAPH_DATA": str(tmp_path),
            "SALESGRAPH_SECRET": SECRET,
            "SALESGRAPH_SMTP_URL": inbox.url,
            "SALESGRAPH_MAIL_FROM": "sales@example.com",
            "SALESGRAPH_DEMO": "1",
        }
        server = await asyncio.create_subprocess_exec(
            *command("serve"), env=environment(**variables), stdout=subprocess.PIPE
        )
        await read_on(server, READY)
        headers = {"Authorization": f"Bearer {token_of(variables)}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
            found = await http.post("/graphql", json={"query": ACTIVE})
            quote = found.json()["data"]["quotes"]["nodes"][0]
            sending = {"query": SEND, "variables": {"id": quote["id"]}}
            sent = (await http.post("/graphql", json=sending)).json()
            pdf = await http.get(quote["pdf"]["url"])
            async with asyncio.timeout(20):
                while not (mails := inbox.received_by(quote["customer"]["email"])):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        server.send_signal(signal.SIGTERM)

        assert await server.wait() == 0
    assert sent["data"]["sendQuote"]["userErrors"] == []
    assert mails[0].attachment == (quote["pdf"]["fileName"], pdf.content)


ACTIVE = """{ quotes(filter: {status: {eq: ACTIVE}}, first: 1) { nodes {
  id customer { email } pdf { url fileName } } } }"""
SEND = "mutation ($id: ID!) { sendQuote(quoteId: $id) { userErrors { code } } }"
