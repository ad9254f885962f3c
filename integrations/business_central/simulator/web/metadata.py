"""`$metadata` and the service document."""

from functools import cache
from typing import Any
from xml.sax.saxutils import quoteattr

from integrations.business_central.simulator.model.entity import Entity, Navigation
from integrations.business_central.simulator.model.registry import (
    COMPANIES,
    ENTITIES,
    SUBSCRIPTIONS,
)


def service_document(base: str) -> dict[str, Any]:
    """Return the list of entity sets."""
    names = [COMPANIES.set_name, SUBSCRIPTIONS.set_name, *ENTITIES]
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return {"@odata.context": f"{base}/$metadata", "value": sets}


@cache
def metadata() -> str:
    """Return the entity types, their actions and the entity sets as XML."""
    entities = {each.name: each for each in (COMPANIES, SUBSCRIPTIONS, *ENTITIES.values())}
    types = "".join(map(_type, entities.values()))
    actions = "".join(
        f'<Action Name="{action}" IsBound="true"><Parameter Name="bindingParameter"'
        f' Type="{each.type}"/></Action>'
        for each in entities.values()
        for action in sorted(each.actions)
    )
    sets = "".join(
        f'<EntitySet Name="{each.set_name}" EntityType="{each.type}"/>'
        for each in entities.values()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0"'
        ' xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        '<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{types}{actions}<EntityContainer Name="NAV">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    )


def _type(entity: Entity) -> str:
    key = "id" if "id" in entity.fields else "subscriptionId"
    properties = "".join(
        f'<Property Name="{name}" Type="{field.kind.edm}"{_length(field.kind)}/>'
        for name, field in entity.fields.items()
    )
    navigations = "".join(
        f'<NavigationProperty Name="{each.name}" Type={_target(each)}/>'
        for each in entity.navigations.values()
        if each.target
    )
    return (
        f'<EntityType Name="{entity.name}"><Key><PropertyRef Name="{key}"/></Key>'
        f"{properties}{navigations}</EntityType>"
    )


def _length(kind: object) -> str:
    length = getattr(kind, "length", None)
    return f' MaxLength="{length}"' if length else ""


def _target(navigation: Navigation) -> str:
    kind = ENTITIES[navigation.target].type
    return quoteattr(f"Collection({kind})" if navigation.many else kind)
