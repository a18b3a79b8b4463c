"""One file a command. Heavy imports wait inside the functions, so that `weir --help` is quick."""
