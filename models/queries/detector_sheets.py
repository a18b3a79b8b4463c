"""What is fixed of each detector, for `weir detectors show`."""

from models.queries.path_sheets import PATH_SHEETS
from models.queries.remembering_sheets import REMEMBERING_SHEETS
from schemas.attack import AlertKind
from schemas.overview.detectors import Sheet

SHEETS: dict[AlertKind, Sheet] = PATH_SHEETS | REMEMBERING_SHEETS
"""By kind, as `schemas/detectors.py` has them."""
