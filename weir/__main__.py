"""`python -m weir`: the same as the script `weir`."""

from weir.cli import main

main()
