"""Where flows and changes come from: files, folders, tails, standard input."""
