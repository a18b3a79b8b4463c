"""What is stored of a site, and how it is read again."""
