"""What people see: tables, reports, alerts on a terminal."""
