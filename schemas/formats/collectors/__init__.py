"""What NetFlow collectors write as JSON: one object for each record of one direction."""
