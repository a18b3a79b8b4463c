"""Looking after a cluster: checks, growth, groups, the state by hand."""
