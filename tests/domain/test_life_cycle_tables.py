"""The table of a life cycle alone: moves, targets, refusals and facts; and error messages."""

from enum import StrEnum

import pytest

from domain.core.action import Action
from domain.core.errors import (
    DomainError,
    EmptyDocument,
    NotFound,
    ParentReadOnly,
    RecordReadOnly,
    Refused,
    TextTooLong,
    VersionConflict,
    error_classes,
)
from domain.core.lifecycle import Fact, Lifecycle, State, Stateful, Transition, moves_from, stays_in
from domain.sales.quote_lifecycle import QuoteNotActive
from tests.domain.make import refusal_of


class Light(StrEnum):
    """The states of a lamp, which is not part of the domain."""

    RED = "RED"
    GREEN = "GREEN"
    BROKEN = "BROKEN"


RED, GREEN = State(Light.RED, Light.RED), State(Light.GREEN, Light.GREEN)
BROKEN = State(Light.BROKEN, Light.BROKEN)
SWITCH, REPAIR = Action.UPDATE_QUOTE, Action.DELETE_QUOTE
WIRED = {Fact.HAS_LINES: True, Fact.IS_USED: False}


class Lamp(Stateful):
    """A record with a state."""

    def __init__(self, state: State) -> None:
        self.enter(state)

    def enter(self, state: State) -> None:
        """Enter a state."""
        self.status, self.status_reason = state

    @property
    def label(self) -> str:
        """Return the name of the record in error messages."""
        return "Lamp 1"


def table() -> Lifecycle:
    return Lifecycle(
        RED,
        Transition(
            SWITCH,
            moves_from([RED, GREEN], GREEN, RED),
            RecordReadOnly,
            requires={Fact.HAS_LINES: EmptyDocument},
            forbids={Fact.IS_USED: ParentReadOnly},
        ),
        Transition(
            REPAIR,
            stays_in(RED),
            RecordReadOnly,
            refusals={Light.BROKEN: QuoteNotActive},
            settled=frozenset({GREEN}),
        ),
    )


def test_an_action_leads_to_its_first_target_unless_another_is_chosen() -> None:
    first, chosen, staying = Lamp(RED), Lamp(RED), Lamp(RED)

    table().move(SWITCH, first, facts=WIRED)
    table().move(SWITCH, chosen, Light.RED, WIRED)
    table().move(REPAIR, staying)

    assert (first.state, chosen.state, staying.state) == (GREEN, RED, RED)


def test_a_target_that_the_action_does_not_lead_to_is_refused_with_those_it_does() -> None:
    lamp = Lamp(RED)

    assert refusal_of(lambda: table().move(SWITCH, lamp, Light.BROKEN, WIRED)) == (
        "INVALID_STATE",
        (),
        {"record": "Lamp 1", "status": "RED", "reason": "RED", "possible": "`GREEN`, `RED`"},
    )
    assert lamp.state == RED


@pytest.mark.parametrize(
    ("action", "state", "facts", "refusal"),
    [
        (SWITCH, RED, WIRED, None),
        (SWITCH, GREEN, WIRED, None),
        (SWITCH, BROKEN, WIRED, RecordReadOnly),
        (SWITCH, BROKEN, {}, RecordReadOnly),
        (SWITCH, RED, {**WIRED, Fact.HAS_LINES: False}, EmptyDocument),
        (SWITCH, RED, {**WIRED, Fact.IS_USED: True}, ParentReadOnly),
        (SWITCH, RED, {Fact.HAS_LINES: False, Fact.IS_USED: True}, EmptyDocument),
        (REPAIR, RED, {}, None),
        (REPAIR, GREEN, {}, RecordReadOnly),
        (REPAIR, BROKEN, {}, QuoteNotActive),
    ],
)
def test_the_first_rule_that_says_no_is_told(
    action: Action, state: State, facts: dict[Fact, bool], refusal: type[Refused] | None
) -> None:
    assert table().by_action[action].refusal(state, facts) is refusal


def test_a_refusal_names_the_record_its_status_and_what_else_the_message_needs() -> None:
    lamp = Lamp(BROKEN)
    facts = {"record": "Lamp 1", "status": "BROKEN", "fuse": "F1"}

    for act in (
        lambda: table().check(SWITCH, lamp, WIRED, fuse="F1"),
        lambda: table().move(SWITCH, lamp, None, WIRED, fuse="F1"),
    ):
        assert refusal_of(act) == ("RECORD_READ_ONLY", (), facts)
    assert lamp.state == BROKEN


def test_a_settled_action_has_nothing_left_to_do() -> None:
    settled = [table().is_settled(REPAIR, Lamp(state)) for state in (RED, GREEN, BROKEN)]

    assert settled == [False, True, False]


def test_the_states_are_the_initial_one_and_what_can_be_reached() -> None:
    moves = set(table().moves())

    assert table().states() == {RED, GREEN}
    assert Lifecycle(BROKEN).states() == {BROKEN}
    assert moves == {
        (RED, SWITCH, GREEN),
        (RED, SWITCH, RED),
        (GREEN, SWITCH, GREEN),
        (GREEN, SWITCH, RED),
        (RED, REPAIR, RED),
    }


def test_the_code_of_an_error_is_its_name_in_capitals() -> None:
    class LampIsOut(Refused):
        """A refusal without a rule, and therefore without a public code."""

    assert LampIsOut.code == "LAMP_IS_OUT"
    assert LampIsOut not in set(error_classes())
    assert VersionConflict.code == "VERSION_CONFLICT"


def test_the_public_codes_are_those_of_the_rules_and_not_of_their_groups() -> None:
    found = list(error_classes())

    assert {VersionConflict, QuoteNotActive, TextTooLong} <= set(found)
    assert not {NotFound, Refused, DomainError} & set(found)
    assert set(error_classes(NotFound)) <= set(found)
    assert QuoteNotActive not in set(error_classes(NotFound))


def test_an_error_is_told_from_further_out_with_the_way_to_it() -> None:
    error = TextTooLong(field="name", limit=3, path=("name",))

    assert error.prefix_path("lines", 2) is error
    assert error.path == ("lines", 2, "name")
    assert error.facts == {"field": "name", "limit": 3}
    assert str(error) == "`name` can have at most 3 characters."
    assert str(EmptyDocument()) == EmptyDocument.rule
