"""How many alerts of medium and above a day a site's analysts are given, beyond those that are never held back."""
