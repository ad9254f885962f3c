"""`salesgraph settings` and the README's table both agree with the declarations."""

import re
from pathlib import Path

from gql.settings.definitions import VARIABLES
from gql.settings.display import default_of, meaning_of
from tests.commands import salesgraph

README = (Path(__file__).parent.parent / "README.md").read_text()
SECRET = "a secret of the tests, 32 bytes and more"


def test_the_readme_has_the_settings_as_they_are_declared() -> None:
    rows = [f"| `{v}` | {meaning_of(n)} | {default_of(n)} |" for v, n in VARIABLES.items()]
    table = "\n".join(["| setting | meaning | default |", "|---|---|---|", *rows, ""])

    assert table in README, f"The table should be:\n{table}"


def test_settings_prints_each_with_its_value_source_default_and_meaning(tmp_path: Path) -> None:
    ended = salesgraph(
        "settings",
        DATABASE_URL="postgresql://app:hunter2@db.example/sales?sslpassword=hunter3",
        PORT="8123",
        SALESGRAPH_DATA=str(tmp_path),
        SALESGRAPH_SECRET=SECRET,
        SALESGRAPH_DEMO="On",
        SALESGRAPH_SMTP_URL="smtp://user:hunter4@mail.example",
        SALESGRAPH_MAIL_FROM="sales@example.com",
    )
    said = {line.split()[0]: line for line in ended.stdout.splitlines() if line[0] != " "}

    assert ended.returncode == 0
    assert ended.stderr == ""
    assert list(said) == ["SETTING", *VARIABLES]
    assert re.split(r"  +", said["PORT"]) == ["PORT", "8123", "environment", "8000"]
    assert re.split(r"  +", said["HOST"])[1:] == ["127.0.0.1", "default", "127.0.0.1"]
    assert re.split(r"  +", said["SALESGRAPH_DEMO"])[1:3] == ["on", "environment"]
    assert "postgresql://app:***@db.example/sales?sslpassword=***" in said["DATABASE_URL"]
    assert "********" in said["SALESGRAPH_SECRET"]
    assert "hunter" not in ended.stdout
    assert SECRET not in ended.stdout
    assert meaning_of("port") in ended.stdout


def test_settings_shows_mistakes_beside_the_rest(tmp_path: Path) -> None:
    ended = salesgraph(
        "settings",
        PORT="http",
        SALESGRAPH_DEOM="1",
        SALESGRAPH_DATA=str(tmp_path / "data"),
        DATABASE_URL="postgresql://app:hunter2@db.example:sales",
        SALESGRAPH_SMTP_URL="smtp://user:hunter2@mail.example",
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("salesgraph: 4 settings are invalid.\n")
    assert [line.split()[0] for line in ended.stderr.splitlines()[1:]] == [
        "SALESGRAPH_DEOM",
        "DATABASE_URL",
        "PORT",
        "SALESGRAPH_MAIL_FROM",
    ]
    assert re.search(r"^PORT +\(not valid\) +environment", ended.stdout, re.MULTILINE)
    assert "hunter" not in ended.stdout + ended.stderr
    assert not (tmp_path / "data").exists()


def test_settings_says_where_the_secret_is_kept(tmp_path: Path) -> None:
    before = salesgraph("settings", SALESGRAPH_DATA=str(tmp_path))
    made = salesgraph("token", SALESGRAPH_DATA=str(tmp_path))
    after = salesgraph("settings", SALESGRAPH_DATA=str(tmp_path))

    secret = (tmp_path / "secret").read_text()
    assert "created once" in before.stdout
    assert made.returncode == 0
    assert f"******** (in {tmp_path})" in after.stdout
    assert secret not in after.stdout
