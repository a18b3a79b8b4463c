"""The Faust worker. Faust is imported in this package alone; `app.py` puts it together."""
