"""Connections to ERPs that do not work fill no log: a line a minute says how many there are."""

import logging
from uuid import UUID

import pytest

from db.erp_alerts import EVERY, Alerts


def test_one_line_a_minute_stands_for_all(caplog: pytest.LogCaptureFixture) -> None:
    time = [100.0]
    alerts = Alerts(lambda: time[0])

    with caplog.at_level(logging.WARNING, "salesgraph"):
        for at in range(500):
            alerts.warn(UUID(int=at), "The client secret is wrong.")
        time[0] += EVERY
        alerts.warn(UUID(int=7), "Not reached.")

    first, second = caplog.messages
    assert str(UUID(int=0)) in first
    assert "The client secret is wrong." in first
    assert "Not reached. (499 others" in second
