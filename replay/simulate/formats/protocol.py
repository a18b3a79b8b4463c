"""What writes the simulated sensor's rows in one format."""

from typing import Protocol

from replay.simulate.formats.conn_row import ConnRow


class FormatWriter(Protocol):
    """Makes bytes of rows, which come in the order in which the sensor writes them."""

    def begin(self, opened: float) -> bytes:
        """What stands before the first row; `opened` is UTC seconds."""

    def row(self, row: ConnRow) -> bytes:
        """A row's bytes, or those of earlier ones that are written now; may be empty."""

    def end(self, closed: float) -> bytes:
        """What stands after the last row."""
