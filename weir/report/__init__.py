"""A report as one page of HTML that loads nothing, and that page as a PDF."""
