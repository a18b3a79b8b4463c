"""Bodies of webhooks made by templates: Jinja2 in its sandbox, values that can't break out, slips told at the start."""
