"""Names, time and logins of OT and the DMZ; and one panel that asks a public name server in vain.

The last is in the lab log of 4SICS (2015): 192.168.89.2 asks 8.8.8.8 every 10.0 s and gets no answer, 2,567 times.
Here it is every ten minutes.
"""

from replay.simulate.large.scene import DayScene, Hourly
from replay.simulate.large.tape import Shape
from replay.simulate.plant import NEW_SITES_NETWORK, Device
from replay.simulate.randomness import arrivals

_NAMES_AN_HOUR, _LOGINS_AN_HOUR = 10.0, 1.5
_VAIN_EVERY_S = 600.0
PUBLIC_NAMES = Device("public-dns", f"{NEW_SITES_NETWORK}.8", "-", "-", "external", 5.0, "-", "-", "-", 1)


def housekeeping(scene: DayScene) -> Hourly:
    """Each host asks its own directory."""
    random, tape, ground = scene.random("housekeeping"), scene.tape, scene.ground
    ways = []
    for one in ground.operations:
        hosts = [one.active, one.standby, one.historian, one.station, *(cell.panel for cell in one.cells)]
        ways += [
            (tape.way(host, one.directory, 53, "dns", "udp"), tape.way(host, one.directory, 88, "krb_tcp"),
             tape.way(host, one.directory, 123, "ntp", "udp"))
            for host in hosts
        ]  # fmt: skip
    vain = tape.way(ground.cells[0].panel, PUBLIC_NAMES, 53, "dns", "udp")

    def hour(hour: int) -> None:
        for names, logins, clock in ways:
            for _ in range(arrivals(random, _NAMES_AN_HOUR)):
                tape.add(names, scene.moment(random, hour), 0.001 + 0.02 * random.random(), 45, 130)
            for _ in range(arrivals(random, _LOGINS_AN_HOUR)):
                tape.add(logins, scene.moment(random, hour), 0.02, 1_400, 1_600)
            tape.add(clock, scene.moment(random, hour), 0.004, 48, 48)
        for number in range(int(scene.length(hour) / _VAIN_EVERY_S)):
            tape.write(vain, scene.hours[hour] + _VAIN_EVERY_S * number, 10.0, 96, 0, Shape("S0", "D"))

    return hour
