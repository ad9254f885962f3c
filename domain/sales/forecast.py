"""The seller's assessment of an opportunity."""

from enum import StrEnum


class Stage(StrEnum):
    """The stage of the sale; informational, independent of the status."""

    QUALIFY = "QUALIFY"
    DEVELOP = "DEVELOP"
    PROPOSE = "PROPOSE"
    CLOSE = "CLOSE"


class Rating(StrEnum):
    """The seller's rating of the chances."""

    HOT = "HOT"
    WARM = "WARM"
    COLD = "COLD"


class ForecastCategory(StrEnum):
    """The opportunity's category in forecasts; closing sets Won or Lost."""

    PIPELINE = "PIPELINE"
    BEST_CASE = "BEST_CASE"
    COMMITTED = "COMMITTED"
    OMITTED = "OMITTED"
    WON = "WON"
    LOST = "LOST"
