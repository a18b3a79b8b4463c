"""All paths of a site: the graph, the names of their services, and the cache that finds them again."""
