"""Which Weir this is."""

UNKNOWN = "(not installed)"


def installed_version() -> str:
    """The version of the installed package; `UNKNOWN` where it runs from a folder that nobody installed."""
    from importlib import metadata  # 50 ms that only this needs

    try:
        return metadata.version("weir")
    except metadata.PackageNotFoundError:
        return UNKNOWN
