"""What proposed rules of a firewall would break, by what was learnt and what alerted."""
