"""What a failed request means."""

import pytest

from integrations.business_central.outcomes import Outcome, classify


@pytest.mark.parametrize("code", ["Internal_TenantUnavailable", "Internal_CompanyNotFound"])
def test_2_8_a_place_that_does_not_exist_needs_a_person(code: str) -> None:
    assert classify(404, code) is Outcome.MISCONFIGURED


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_2_8_an_environment_that_is_unavailable_for_a_while_may_have_done_it(status: int) -> None:
    assert classify(status, "Internal_TenantUnavailable") is Outcome.UNKNOWN
