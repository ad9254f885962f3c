"""An opportunity: a possible sale, its value, its stage, and how it ended."""

from enum import StrEnum


class OpportunityStatus(StrEnum):
    """The coarse state."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


class OpportunityStatusReason(StrEnum):
    """The finer state; each belongs to one status."""

    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    WON = "WON"
    CANCELED = "CANCELED"
    OUT_SOLD = "OUT_SOLD"


class Stage(StrEnum):
    """How far the sale has come; descriptive, tied to no state."""

    QUALIFY = "QUALIFY"
    DEVELOP = "DEVELOP"
    PROPOSE = "PROPOSE"
    CLOSE = "CLOSE"


class Rating(StrEnum):
    """The seller's feeling."""

    HOT = "HOT"
    WARM = "WARM"
    COLD = "COLD"


class ForecastCategory(StrEnum):
    """Where the opportunity counts in a forecast; closing sets Won and Lost."""

    PIPELINE = "PIPELINE"
    BEST_CASE = "BEST_CASE"
    COMMITTED = "COMMITTED"
    OMITTED = "OMITTED"
    WON = "WON"
    LOST = "LOST"
