"""IP addresses and host names: their canonical spelling, and whether they are loopback."""

from ipaddress import IPv6Address, ip_address


def is_ip_address(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def canonical(host: str) -> str:
    """The canonical spelling of a name or address; IPv4-mapped IPv6 addresses become IPv4."""
    host = host.lower()
    if not is_ip_address(host):
        return host.rstrip(".")
    address = ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def is_loopback(host: str) -> bool:
    """Whether the name or address always refers to this machine."""
    address = canonical(host)
    return address == "localhost" or (is_ip_address(address) and ip_address(address).is_loopback)


def url_host(host: str) -> str:
    """The host as it is written in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
