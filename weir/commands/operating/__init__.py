"""Commands for those who operate Weir: `doctor`, `health`, `state`, `topics`."""
