"""How sure a figure is: exact intervals of counts."""


def rate(count: int, days: float, *, sure: float = 0.95) -> tuple[float, float]:
    """Between which rates a day the true one lies with so much confidence, by a count (Garwood 1936)."""
    from scipy.stats import chi2  # noqa: PLC0415 - it takes a second to import

    rest = (1.0 - sure) / 2
    low = 0.0 if count == 0 else float(chi2.ppf(rest, 2 * count)) / 2
    high = float(chi2.ppf(1.0 - rest, 2 * count + 2)) / 2
    return low / days, high / days


def most_lost(found: int, *, sure: float = 0.95) -> float:
    """The largest share of such attacks that may be lost though none of so many was (Clopper and Pearson 1934)."""
    return 1.0 - float((1.0 - sure) ** (1.0 / found)) if found else 1.0
