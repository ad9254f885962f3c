"""IP addresses and host names in one spelling, and which of them mean this machine."""

from ipaddress import IPv6Address, ip_address


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def canonical(host: str) -> str:
    """One spelling for each name or address; an IPv4 address inside of IPv6 becomes plain IPv4."""
    host = host.lower()
    if not is_address(host):
        return host.rstrip(".")
    address = ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def is_loopback(host: str) -> bool:
    """Whether a name or an address can mean this machine only."""
    found = canonical(host)
    return found == "localhost" or (is_address(found) and ip_address(found).is_loopback)


def bracketed(host: str) -> str:
    """A host as a URL spells it: an IPv6 address stands in brackets."""
    return f"[{host}]" if ":" in host else host
