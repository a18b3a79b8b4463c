"""MAC addresses in one form."""

_ZERO_MACS = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})


def normal_mac(mac: str | None) -> str | None:
    """A unicast MAC in lower case with colons; None for none, a group address (IEEE 802 I/G bit), or no MAC at all."""
    if mac is None:
        return None
    digits = mac.lower().replace("-", ":").replace(".", ":")
    if ":" in digits:
        digits = "".join(part.zfill(2) if len(part) < 3 else part for part in digits.split(":"))
    if len(digits) != 12 or any(c not in "0123456789abcdef" for c in digits):
        return None
    text = ":".join(digits[i : i + 2] for i in range(0, 12, 2))
    return None if text in _ZERO_MACS or int(digits[1], 16) & 1 else text
