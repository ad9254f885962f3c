"""When a delivery is tried again after a failure, and when it is given up."""

import secrets
from datetime import timedelta
from uuid import UUID

from db.erp_circuit import ErpCircuit
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.worker import RetryLater, add_jitter

# After a request that may have been done, Business Central is soon asked whether it was.
PROBES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 300))
BASE, CAP = timedelta(seconds=5), timedelta(minutes=15)
MAX_ATTEMPTS, SLOW = 12, timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=24)
LOOK_AGAIN = timedelta(seconds=30)  # how long a job waits for the circuit at most
UNCOUNTED = frozenset({Outcome.THROTTLED, Outcome.MISCONFIGURED})


def next_delay(error: BusinessCentralError, attempt: int) -> timedelta:
    """Return the time until the next attempt; a Retry-After header is a lower bound."""
    if error.may_be_done:
        delay = probe_delay(attempt)
    elif error.outcome in UNCOUNTED:
        delay = CAP if error.retry_after is None else error.retry_after
    else:
        delay = backoff(attempt)
    return max(delay, error.retry_after or delay)


def probe_delay(attempt: int) -> timedelta:
    """Return the time until Business Central is asked again whether it has the order."""
    return PROBES[min(max(attempt, 1), len(PROBES)) - 1]


def backoff(attempt: int) -> timedelta:
    """Return a random delay that grows with the attempts, so that many do not return at once."""
    if attempt >= MAX_ATTEMPTS:
        return SLOW
    seconds = min(CAP, BASE * 2**attempt).total_seconds()
    return timedelta(seconds=1 + seconds * secrets.SystemRandom().random())


def is_over(attempt: int, age: timedelta) -> bool:
    """Return whether a delivery has been tried long enough."""
    return attempt > MAX_ATTEMPTS and age > GIVE_UP_AFTER


async def check_circuit(circuit: ErpCircuit, tenant_id: UUID) -> None:
    """Raise RetryLater unless a request may be sent.

    The circuit may close long before the time it says, by another job or by a person.
    """
    wait = await circuit.admit(tenant_id)
    if wait is not None:
        raise RetryLater(add_jitter(min(max(wait, timedelta(seconds=1)), LOOK_AGAIN)))


async def note_problem(circuit: ErpCircuit, tenant_id: UUID, error: BusinessCentralError) -> None:
    """Tell the circuit why Business Central could not be read.

    What only a person can correct pauses the connection; everything else counts as a failure.
    """
    # A whole set of records that does not exist means that the environment does not.
    if error.outcome in {*UNCOUNTED, Outcome.GONE}:
        await circuit.hold(tenant_id, error.retry_after or CAP, str(error))
    else:
        await circuit.note_failure(tenant_id, str(error))
