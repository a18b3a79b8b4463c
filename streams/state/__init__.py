"""What is kept of all sites, looked at and changed by hand."""
