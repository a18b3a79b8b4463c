"""E-mail: what is mailed, and how it is handed to a mail server."""
