"""The demo tenant's users, customers and competitors."""

from random import Random
from uuid import UUID

from demo.names import ADMIN, SLUG
from domain.core.address import Address
from domain.sales.party import Account, Competitor, Contact

__all__ = ["ADMIN", "NAME", "SLUG", "USERS"]

NAME = "Demo Trading"
USERS = {
    ADMIN: "Dana Demo",
    "ana@example.com": "Ana Alvarez",
    "ben@example.com": "Ben Brandt",
    "chi@example.com": "Chi Cheng",
    "emi@example.com": "Emi Endo",
}

_HEADS = (
    "Alpine", "Baltic", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iron", "Juniper",
    "Kestrel", "Lunar", "Meridian", "Nordic", "Orchid", "Pioneer", "Quartz", "River", "Summit",
    "Tidal",
)  # fmt: skip
_TAILS = (
    "Foods", "Logistics", "Machines", "Energy", "Optics", "Textiles", "Robotics", "Paper",
    "Shipping", "Glass", "Timber", "Health", "Media", "Steel", "Plastics",
)  # fmt: skip
_FIRST = ("Ada", "Bruno", "Carla", "Deniz", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi")
_LAST = ("Abe", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haas", "Ito", "Jones")
_CITIES = {
    "EUR": (("Berlin", "Germany"), ("Lyon", "France"), ("Porto", "Portugal"), ("Graz", "Austria")),
    "USD": (("Austin", "United States"), ("Denver", "United States"), ("Boston", "United States")),
    "JPY": (("Osaka", "Japan"), ("Sapporo", "Japan"), ("Nagoya", "Japan")),
}
_LOCALES = {
    "Germany": "de-DE", "France": "fr-FR", "Portugal": "pt-PT", "Austria": "de-AT",
    "United States": "en-US", "Japan": "ja-JP",
}  # fmt: skip
CURRENCIES = {"EUR": 2, "USD": 2, "JPY": 0}
_INDUSTRIES = ("Manufacturing", "Retail", "Transport", "Health care", "Energy")


def competitors() -> list[Competitor]:
    """The competitors."""
    return [
        Competitor(name="Hydrovia", strengths="Price", weaknesses="Service"),
        Competitor(name="PumpWerk", strengths="Brand", weaknesses="Delivery times"),
        Competitor(name="AquaNova", strengths="Online shop", weaknesses="Range"),
    ]


def accounts(chance: Random, owners: list[UUID]) -> list[tuple[Account, str]]:
    """300 customers, each with its currency."""
    names = [f"{head} {tail}" for head in _HEADS for tail in _TAILS]
    chance.shuffle(names)
    return [_account(chance, name, chance.choice(owners)) for name in names]


def _account(chance: Random, name: str, owner_id: UUID) -> tuple[Account, str]:
    currency = chance.choices(("EUR", "USD", "JPY"), (5, 3, 2))[0]
    city, country = chance.choice(_CITIES[currency])
    host = name.lower().replace(" ", "-") + ".example"
    account = Account(
        name=name,
        email=f"info@{host}",
        phone=f"+00 555 {chance.randrange(10_000):04d}",
        website=f"https://{host}",
        locale=_LOCALES[country],
        industry=chance.choice(_INDUSTRIES),
        address=Address(
            name=name, line1=f"{chance.randrange(1, 200)} Main Street", city=city, country=country
        ),
        owner_id=owner_id,
    )
    return account, currency


def contact(chance: Random, account: Account) -> Contact:
    """A contact at the account."""
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    host = (account.email or "").partition("@")[2]
    person = Contact(
        first_name=first,
        last_name=last,
        email=f"{first}.{last}@{host}".lower(),
        job_title=chance.choice(("Buyer", "Head of purchasing", "Plant manager", "Engineer")),
        account_id=account.id,
        owner_id=account.owner_id,
    )
    person.check()
    return person
