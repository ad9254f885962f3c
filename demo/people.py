"""The demo tenant's users, customers, competitors and products."""

from random import Random
from uuid import UUID

from domain.party import Account, Competitor, Contact
from domain.product import Product, ProductStatus
from domain.terms import Address

SLUG, NAME = "demo", "Demo Trading"
USERS = {
    "demo@example.com": "Dana Demo",
    "ana@example.com": "Ana Alvarez",
    "ben@example.com": "Ben Brandt",
    "chi@example.com": "Chi Cheng",
    "emi@example.com": "Emi Endo",
}
ADMIN = next(iter(USERS))

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
CURRENCIES = {"EUR": 2, "USD": 2, "JPY": 0}
_INDUSTRIES = ("Manufacturing", "Retail", "Transport", "Health care", "Energy")
_PRODUCTS = (
    ("PMP-100", "Feed pump 100", 480), ("PMP-200", "Feed pump 200", 790),
    ("VLV-010", "Control valve", 135), ("VLV-020", "Safety valve", 210),
    ("SNS-001", "Flow sensor", 89), ("SNS-002", "Pressure sensor", 96),
    ("CTL-500", "Controller", 1450), ("CTL-900", "Controller with display", 2190),
    ("MTR-030", "Motor 3 kW", 640), ("MTR-075", "Motor 7.5 kW", 1180),
    ("FLT-001", "Filter set", 42), ("HOS-005", "Hose 5 m", 31),
    ("SVC-DAY", "Service day on site", 960), ("SVC-YEAR", "Maintenance contract, one year", 2400),
    ("KIT-BAS", "Basic installation kit", 275), ("KIT-PRO", "Professional installation kit", 520),
)  # fmt: skip


def products(unit_group_id: UUID, unit_id: UUID) -> list[tuple[Product, int]]:
    """The catalogue, each with its usual price in whole euros."""
    return [
        (_product(number, name, unit_group_id, unit_id), price) for number, name, price in _PRODUCTS
    ]


def _product(number: str, name: str, unit_group_id: UUID, unit_id: UUID) -> Product:
    return Product(
        number=number,
        name=name,
        unit_group_id=unit_group_id,
        default_unit_id=unit_id,
        currency_code="EUR",
        status=ProductStatus.ACTIVE,
    )


def competitors() -> list[Competitor]:
    """Who else sells pumps."""
    return [
        Competitor(name="Hydrovia", strengths="Price", weaknesses="Service"),
        Competitor(name="PumpWerk", strengths="Brand", weaknesses="Delivery times"),
        Competitor(name="AquaNova", strengths="Online shop", weaknesses="Range"),
    ]


def accounts(chance: Random, owners: list[UUID]) -> list[tuple[Account, str]]:
    """300 customers, each with the currency it buys in."""
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
        industry=chance.choice(_INDUSTRIES),
        address=Address(
            name=name, line1=f"{chance.randrange(1, 200)} Main Street", city=city, country=country
        ),
        owner_id=owner_id,
    )
    return account, currency


def contact(chance: Random, account: Account) -> Contact:
    """Somebody who works there."""
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
