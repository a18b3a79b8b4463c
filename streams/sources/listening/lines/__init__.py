"""Lines that others send over TCP and Unix sockets: of a sensor, a shipper or a syslog."""
