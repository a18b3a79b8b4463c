"""Words as people read them."""

from collections.abc import Mapping

from models.baseline.asset import Asset
from models.findings.scan_tracker import SEPARATOR
from models.verdicts.word import PathKey, SweepScope, Word
from schemas.alert import Alert
from schemas.standing_word import StandingWord


def spoken(site: str, word: Word, assets: Mapping[str, Asset]) -> StandingWord:
    """A word with its subject in words, and assets by the names that people gave them."""
    return StandingWord(
        id=word.id,
        site=site,
        decision=word.decision,
        subject=word.subject,
        on=_on(word, assets),
        said=word.said,
        author=word.author,
        reason=word.reason,
        until=word.until,
        matched=word.matched,
        matched_last=word.matched_last,
    )


def speaks_of(word: Word, alert: Alert) -> bool:
    """Whether a word is on an alert itself, on a path that it lists, on its initiator, or on its ends' zones."""
    initiator, responder = alert.initiator, alert.responder
    if word.alert == alert.id:
        return True
    if initiator is not None and initiator.asset in {word.initiator, word.sweep.initiator if word.sweep else None}:
        return True
    if word.zones is not None and initiator is not None and responder is not None:
        return (initiator.zone, responder.zone) == word.zones
    listed = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
    return not listed.isdisjoint(word.paths)


def _on(word: Word, assets: Mapping[str, Asset]) -> str:
    if word.sweep is not None:
        return f"alert {word.alert}: {_sweep(word.sweep, assets)}"
    if word.subject == "alert":
        count = len(word.paths)
        more = f" and {count - 1} more" if count > 1 else ""
        return f"alert {word.alert}: {_path(word.paths[0], assets)}{more}" if count else f"alert {word.alert}"
    if word.subject == "path":
        return _path(word.paths[0], assets)
    if word.initiator is not None:
        return f"all that {_name(word.initiator, assets)} begins"
    return " to ".join(f"zone {zone}" for zone in word.zones or ())


def _sweep(sweep: SweepScope, assets: Mapping[str, Asset]) -> str:
    who = _name(sweep.initiator, assets)
    if sweep.tries is None:
        return f"tries of {who} at any service in {'any zone' if sweep.places is None else ', '.join(sweep.places)}"
    return f"tries of {who} at {', '.join(each.replace(SEPARATOR, ' in ') for each in sweep.tries)}"


def _path(key: PathKey, assets: Mapping[str, Asset]) -> str:
    return f"{_name(key[0], assets)} -> {_name(key[1], assets)} ({key[2]})"


def _name(asset_id: str, assets: Mapping[str, Asset]) -> str:
    asset = assets.get(asset_id)
    return asset_id if asset is None else asset.label
