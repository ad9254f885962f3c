"""How likely a sale is, in the seller's view."""

from enum import StrEnum


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
