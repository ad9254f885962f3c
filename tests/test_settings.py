"""Settings: the values that the environment may provide, and the message for each mistake."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from gql.settings import BadSetting, Settings, read_settings
from gql.settings.cost_limits import Limits
from gql.settings.definitions import VARIABLES
from gql.settings.secret_file import load_secret

SECRET = "a secret of the tests, 32 bytes and more"
URL = "postgresql://app@db.example/sales"


def read(data: Path, **environ: str) -> Settings:
    return read_settings({"SALESGRAPH_DATA": str(data), "SALESGRAPH_SECRET": SECRET} | environ)


def mistakes(data: Path, **environ: str) -> tuple[str, ...]:
    with pytest.raises(BadSetting) as caught:
        read(data, **environ)
    return caught.value.mistakes


def test_defaults_are_those_of_a_laptop(tmp_path: Path) -> None:
    settings = read_settings({"SALESGRAPH_DATA": str(tmp_path)})

    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, True)
    assert (settings.database_url, settings.database_owner_url) == (None, None)
    assert (settings.public_url, settings.link_minutes) == (None, 15)
    assert (settings.allowed_hosts, settings.max_token_hours) == ((), 24)
    assert (settings.smtp_url, settings.mail_from, settings.run_jobs) == (None, None, True)
    assert settings.limits == Limits()


def test_settings_made_by_hand_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "nonsense")

    settings = Settings(secret=SECRET, database_url=URL)

    assert (settings.port, settings.database_url, settings.demo) == (8000, URL, False)
    with pytest.raises(ValidationError):
        settings.port = 1


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        DATABASE_URL=URL,
        DATABASE_OWNER_URL="postgres://owner@db.example/sales",
        HOST="[::1]",
        PORT=" 80 ",
        SALESGRAPH_ALLOWED_HOSTS="Sales.Example.com, 10.0.0.5,,[::2],sales.example.com",
        SALESGRAPH_PUBLIC_URL="https://sales.example.com/api/",
        SALESGRAPH_MAX_TOKEN_HOURS="8",
        SALESGRAPH_SMTP_URL="smtps://user:secret@mail.example",
        SALESGRAPH_MAIL_FROM="sales@example.com",
    )

    assert (settings.host, settings.port) == ("::1", 80)
    assert settings.database_owner_url == "postgres://owner@db.example/sales"
    assert settings.allowed_hosts == ("sales.example.com", "10.0.0.5", "::2")
    assert settings.public_url == "https://sales.example.com/api"
    assert settings.max_token_hours == 8
    assert "secret" not in repr(settings)
    assert SECRET not in repr(settings)


def test_the_operator_says_how_much_a_request_may_ask_for(tmp_path: Path) -> None:
    names = ("COST", "DEPTH", "FIELDS", "ALIASES", "MUTATIONS")
    given = {f"SALESGRAPH_MAX_{name}": str(at) for at, name in enumerate(names, 7)}

    limits = read(tmp_path, **given).limits

    asked = (limits.cost, limits.depth, limits.fields, limits.aliases, limits.mutations)
    assert asked == (7, 8, 9, 10, 11)
    assert limits.tokens == Limits().tokens


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    empty = dict.fromkeys(VARIABLES, "") | {"SALESGRAPH_DATA": str(tmp_path)}

    assert read_settings(empty) == read_settings({"SALESGRAPH_DATA": str(tmp_path)})


@pytest.mark.parametrize("word", ["1", "true", "True", "YES", "on", "oN", " yes\r"])
def test_words_for_true(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, DATABASE_URL=URL, SALESGRAPH_DEMO=word).demo is True


@pytest.mark.parametrize("word", ["0", "false", "False", "NO", "off", "OFF", " no\r"])
def test_words_for_false(tmp_path: Path, word: str) -> None:
    settings = read(tmp_path, SALESGRAPH_DEMO=word, SALESGRAPH_RUN_JOBS=word)

    assert (settings.demo, settings.run_jobs) == (False, False)


@pytest.mark.parametrize(
    ("environ", "demo"),
    [
        ({}, True),
        ({"HOST": "localhost"}, True),
        ({"HOST": "::1"}, True),
        ({"HOST": "127.3.2.1"}, True),
        ({"HOST": "0.0.0.0"}, False),  # noqa: S104
        ({"HOST": "::"}, False),
        ({"HOST": "sales.example.com"}, False),
        ({"HOST": "localhost.example.com"}, False),
        ({"DATABASE_URL": URL}, False),
        ({"DATABASE_URL": URL, "SALESGRAPH_DEMO": "1"}, True),
    ],
)
def test_the_demo_is_for_this_machine_unless_asked_for(
    tmp_path: Path, environ: Mapping[str, str], *, demo: bool
) -> None:
    assert read(tmp_path, **environ).demo is demo


WRONG = [
    ("PORT", "http", 'PORT must be a whole number from 1 to 65535, not "http".'),
    ("PORT", "0", 'PORT must be a whole number from 1 to 65535, not "0".'),
    ("PORT", "65536", "PORT must be a whole number from 1 to 65535"),
    ("PORT", "-1", "PORT must be a whole number"),
    ("PORT", "8000.0", "PORT must be a whole number"),
    ("PORT", "8_000", "PORT must be a whole number"),
    ("PORT", "٨٠٠٠", "PORT must be a whole number"),
    ("PORT", "9" * 5000, "PORT must be a whole number"),
    ("HOST", "http://localhost", "HOST must be a host name or an IP address"),
    ("HOST", "localhost:8000", "HOST must be a host name or an IP address"),
    ("HOST", "300.1.1.1", "HOST must be a host name or an IP address"),
    ("HOST", "no host", "HOST must be a host name or an IP address"),
    ("SALESGRAPH_SECRET", "short", "SALESGRAPH_SECRET must have at least 32 bytes:"),
    ("SALESGRAPH_SECRET", "\udcff" * 40, "SALESGRAPH_SECRET must be text in UTF-8: `openssl rand"),
    ("DATABASE_URL", "postgresql://u:\udcff@host/x", "DATABASE_URL must be text in UTF-8."),
    ("SALESGRAPH_SMTP_URL", "smtp://u:\udcff@host", "SALESGRAPH_SMTP_URL must be text in UTF-8."),
    ("SALESGRAPH_DEMO", "maybe", "SALESGRAPH_DEMO must be 1, true, yes or on, or else 0, false"),
    ("SALESGRAPH_DEMO", "2", "SALESGRAPH_DEMO must be 1, true"),
    ("SALESGRAPH_RUN_JOBS", "none", "SALESGRAPH_RUN_JOBS must be 1, true"),
    ("SALESGRAPH_WORKERS", "65", "SALESGRAPH_WORKERS must be a whole number from 1 to 64"),
    ("SALESGRAPH_POOL_SIZE", "101", "SALESGRAPH_POOL_SIZE must be a whole number from 1 to 100"),
    ("SALESGRAPH_LINK_MINUTES", "1441", "SALESGRAPH_LINK_MINUTES must be a whole number"),
    ("SALESGRAPH_MAX_TOKEN_HOURS", "1 day", "SALESGRAPH_MAX_TOKEN_HOURS must be a whole number"),
    ("SALESGRAPH_MAX_DEPTH", "51", "SALESGRAPH_MAX_DEPTH must be a whole number from 1 to 50"),
    ("SALESGRAPH_PUBLIC_URL", "sales.example.com", "SALESGRAPH_PUBLIC_URL must be like https://"),
    ("SALESGRAPH_PUBLIC_URL", "ftp://sales.example.com", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_PUBLIC_URL", "https://", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_PUBLIC_URL", "https://x:port", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_PUBLIC_URL", "https://x?y", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_PUBLIC_URL", "https://x#", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_PUBLIC_URL", "https://a b", "SALESGRAPH_PUBLIC_URL must be like "),
    ("SALESGRAPH_ALLOWED_HOSTS", "a.example,*", "SALESGRAPH_ALLOWED_HOSTS must be host names"),
    ("SALESGRAPH_ALLOWED_HOSTS", "https://a.example", "SALESGRAPH_ALLOWED_HOSTS must be host"),
    ("SALESGRAPH_ALLOWED_HOSTS", "a.example:443", "SALESGRAPH_ALLOWED_HOSTS must be host names"),
    ("SALESGRAPH_SMTP_URL", "mail", "SALESGRAPH_SMTP_URL must be like smtp://user:password@host"),
    ("SALESGRAPH_SMTP_URL", "http://mail", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_SMTP_URL", "smtp://mail:99999", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_SMTP_URL", "smtp://", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_SMTP_URL", "smtp://mail:port", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_SMTP_URL", "smtp://mail:0", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_SMTP_URL", "smtp://mail/inbox", "SALESGRAPH_SMTP_URL must be like smtp://"),
    ("SALESGRAPH_MAIL_FROM", "sales", "SALESGRAPH_MAIL_FROM must be an address like sales@"),
    ("DATABASE_URL", "mysql://x", "DATABASE_URL must be like postgresql://user:password@host"),
    ("DATABASE_URL", "localhost:5432/x", "DATABASE_URL must be like postgresql://"),
    ("DATABASE_URL", "postgresql://host:port/x", "DATABASE_URL must be like postgresql://"),
    ("DATABASE_URL", "postgresql://u:p#w@host/x", "DATABASE_URL must be like postgresql://"),
    ("DATABASE_URL", "postgresql://u:p/w@host/x", "DATABASE_URL must be like postgresql://"),
    ("DATABASE_OWNER_URL", URL, "DATABASE_OWNER_URL requires DATABASE_URL"),
    ("SALESGRAPH_DATA", "~nobody-of-that-name/x", "SALESGRAPH_DATA must be a folder"),
    ("SALESGRAPH_DATA", "/dev/null/x", "SALESGRAPH_DATA must be a folder"),
    ("SALESGRAPH_DATA", "/etc/passwd", 'SALESGRAPH_DATA must be a folder that can be written; "/e'),
    ("SALESGRAPH_DATA", "x" * 300, "SALESGRAPH_DATA must be a folder"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), WRONG)
def test_a_mistake_names_its_variable_and_what_is_allowed(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    (said,) = mistakes(tmp_path, **{"SALESGRAPH_MAIL_FROM": "a@b.example"} | {name: text})

    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 250


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        PORT="http",
        HOST="a b",
        DATABASE_URL="mysql://x",
        SALESGRAPH_DEMO="perhaps",
        SALESGRAPH_SMTP_URL="smtp://mail.example",
        SALESGRAPH_PROT="1",
    )

    assert [one.split()[0] for one in said] == [
        "SALESGRAPH_PROT",
        "DATABASE_URL",
        "HOST",
        "PORT",
        "SALESGRAPH_DEMO",
        "SALESGRAPH_MAIL_FROM",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SALESGRAPH_DEMOS", "SALESGRAPH_DEMO"),
        ("SALESGRAPH_WORKRES", "SALESGRAPH_WORKERS"),
        ("SALESGRAPH_POOLSIZE", "SALESGRAPH_POOL_SIZE"),
        ("SALESGRAPH_WORKER", "SALESGRAPH_RUN_JOBS or SALESGRAPH_WORKERS"),
        ("DATABSE_URL", "DATABASE_URL"),
        ("database_url", "DATABASE_URL"),
        ("DATABASE_OWNER_UR", "DATABASE_OWNER_URL"),
        ("salesgraph_demo", "SALESGRAPH_DEMO"),
        ("SALESGRAPH_PORT", "PORT"),
        ("SALESGRAPH_HOST", "HOST"),
        ("SALESGRAPH_DATABASE_URL", "DATABASE_URL"),
        ("SALEGRAPH_DEMO", "SALESGRAPH_DEMO"),
        ("SALES_GRAPH_SECRET", "SALESGRAPH_SECRET"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path, name: str, meant: str) -> None:
    (said,) = mistakes(tmp_path, **{name: "1"})

    assert said == f"{name} is not a setting. Did you mean {meant}?"


def test_a_variable_of_another_program_is_no_typo(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://h/x", "DATABASE_URI": "sqlite://", "HOSTS": "a,b"}

    assert read(tmp_path, **given).database_url == "postgresql://h/x"


def test_an_unknown_name_like_no_other_is_refused(tmp_path: Path) -> None:
    (said,) = mistakes(tmp_path, SALESGRAPH_FLAVOUR="vanilla")

    assert said == "SALESGRAPH_FLAVOUR is not a setting. `salesgraph settings` lists all settings."


def test_what_kubernetes_says_of_a_service_called_salesgraph_is_no_setting(tmp_path: Path) -> None:
    read(
        tmp_path,
        SALESGRAPH_SERVICE_HOST="10.0.0.1",
        SALESGRAPH_SERVICE_PORT="80",
        SALESGRAPH_SERVICE_PORT_HTTP="80",
        SALESGRAPH_PORT="tcp://10.0.0.1:80",
        SALESGRAPH_PORT_80_TCP="tcp://10.0.0.1:80",
        SALESGRAPH_PORT_80_TCP_ADDR="10.0.0.1",
        SALESGRAPH_WEB_PORT="tcp://10.0.0.2:80",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SALESGRAPH_SECRET", "hunter2"),
        ("DATABASE_URL", "mysql://u:hunter2@host/x"),
        ("DATABASE_URL", "postgresql://u:hunter2"),
        ("DATABASE_URL", "postgresql://u:hunter2/3@host/x"),
        ("DATABASE_URL", "postgresql://u:hunter2 3@host/x"),
        ("DATABASE_URL", "postgresql://u:[hunter2]@host/x"),
        ("DATABASE_URL", "postgresql://u:hunter2]@host/x"),
        ("DATABASE_URL", "postgresql://u:hunter@2@host/x"),
        ("DATABASE_OWNER_URL", "postgresql://u:hunter2@host/x"),
        ("SALESGRAPH_SMTP_URL", "smtp://u:hunter2@host/x"),
        ("SALESGRAPH_SMTP_URL", "smtp://u:hunter2"),
        ("SALESGRAPH_SMTP_URL", "smtp://u:[hunter2]@host"),
        ("SALESGRAPH_SMTP_URL", "smtp://u:hunter2#@host"),
        ("SALESGRAPH_PUBLIC_URL", "https://u:hunter2@host"),
        ("HOST", "postgresql://u:hunter2@host/x"),
        ("PORT", "postgresql://u:hunter 2@host/x"),
        ("SALESGRAPH_DATA", "smtp://u:hunter2@host"),
    ],
)
def test_no_message_repeats_a_password(tmp_path: Path, name: str, text: str) -> None:
    (said,) = mistakes(tmp_path, **{name: text})

    assert "hunter" not in said


def test_the_data_folder_matters_only_where_it_is_used() -> None:
    given = {"SALESGRAPH_DATA": "/dev/null/x", "DATABASE_URL": URL}

    assert read_settings(given | {"SALESGRAPH_SECRET": SECRET}).database_url == URL
    with pytest.raises(BadSetting, match="SALESGRAPH_DATA"):
        read_settings(given)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    (said,) = mistakes(tmp_path / "data")

    assert said.endswith("cannot be written.")


def test_mistakes_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        read_settings({"SALESGRAPH_DATA": str(tmp_path / "data"), "PORT": "http"})

    assert list(tmp_path.iterdir()) == []


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    first = read_settings({"SALESGRAPH_DATA": str(folder)}).secret

    assert load_secret(folder) == first
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "must have at least 32 bytes; delete it"),
        (b"short", "must have at least 32 bytes; delete it"),
        (b"\xff" * 40, "is not text; delete it"),
    ],
)
def test_a_broken_secret_file_is_a_mistake(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "secret").write_bytes(content)

    with pytest.raises(BadSetting) as caught:
        read_settings({"SALESGRAPH_DATA": str(tmp_path)})

    assert str(caught.value).startswith(f"{tmp_path}/secret {sentence}")


def test_a_secret_that_is_a_folder_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()

    with pytest.raises(BadSetting, match=r"secret cannot be read: Is a directory\."):
        read_settings({"SALESGRAPH_DATA": str(tmp_path)})
