"""Searches the few settings that matter on recorded traffic, and says how sure it is of what it proposes.

The traffic after learning is replayed once for each choice, from one warm state: none of the parameters changes what is
learnt before. Nothing of it changes any settings.
"""
