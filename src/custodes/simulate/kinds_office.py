"""Kinds planted in an office with removable media, among them three that are publicly described for CERT's release r4.2.

References: Glasser and Lindauer 2013; the scenarios' descriptions in the release's readme (its data was not used).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import PROGRAM, Kind, To
from custodes.simulate.case import Course
from custodes.simulate.kinds import offhours_media, private_mail
from custodes.simulate.web import JOBS, LEAK, TOOLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.actions import Bools
    from custodes.simulate.case import Case
    from custodes.simulate.people import People

__all__ = ["OFFICE_COURSES"]


def _leak_site(c: Case) -> None:
    """Begin to come in the evening and to use media, upload to a leak site, leave. (r4.2's first scenario)"""
    nights = np.unique(c.rng.choice(c.days, max(len(c.days) * 2 // 3, 1)))
    c.act(Kind.LOGON, nights, late=True)
    day = np.sort(c.rng.choice(nights, max(round(25 * c.size), len(nights))))
    c.take(day, c.mixed(len(day), 2, 0.75), late=True)
    c.act(Kind.HTTP, np.sort(c.rng.choice(nights, max(round(4 * c.size), 2))), late=True, to=int(LEAK[0]))


def _next_employer(c: Case) -> None:
    """Look for work at other firms for weeks, then use a medium far more than before, leave. (the second)"""
    before = c.where.from_day(c.person, int(c.days[0]) - 50, int(c.days[-1]))
    hunting = np.repeat(before, c.rng.poisson(1.5, len(before)))
    c.act(Kind.HTTP, hunting, to=int(c.rng.choice(JOBS)))
    c.act(Kind.EMAIL, hunting[:: max(len(hunting) // 6, 1)], to=To.RIVAL, items=1)
    day = c.spread(110, "usb")
    c.take(day, c.mixed(len(day), 2, 0.8))


def _supervisor(c: Case) -> None:
    """As an administrator: fetch a tool that records keys, take it on a stick to the supervisor's machine, sign in there
    as the supervisor the day after, send an alarming mail to many, leave. (the third)
    """
    people = c.where.people
    head = int((people.team == people.team[c.person]).argmax())
    if head == c.person:
        head = (head + 1) % len(people)
    first, second = c.days[:1], np.minimum(c.days[:1] + 1, c.days[-1])
    c.act(Kind.HTTP, np.repeat(first, c.rng.integers(2, 6)), to=int(c.rng.choice(TOOLS)))
    c.take(first, PROGRAM)
    c.act(Kind.LOGON, first, host=head)
    c.act(Kind.CONNECT, first, host=head)
    c.act(Kind.DISCONNECT, first, host=head)
    c.act(Kind.CONNECT, second, host=head)
    c.act(Kind.LOGON, second, host=head, account=head)
    c.act(Kind.EMAIL, np.repeat(second, round(40 * c.size)), account=head, host=head)


def _steady_media(c: Case) -> None:
    """Copy a few documents a day to media, for weeks."""
    day = c.spread(180, "usb")
    c.take(day, c.mixed(len(day), 3, 0.6))


def _foreign_media(c: Case) -> None:
    """Copy what other teams have, within days or weeks, seldom much at once."""
    day = c.spread(70, "usb")
    c.take(day, c.foreign(len(day), 6))


def _without_media(people: People) -> Bools:
    """Return who used neither media nor evenings so far."""
    return np.asarray(~people.usb & (people.factor("late") < 1.0))


def _administrator(people: People) -> Bools:
    return people.administers


OFFICE_COURSES: Mapping[str, Course] = {
    "leak_site": Course(_leak_site, 8, 40, leaves=True, who=_without_media),
    "next_employer": Course(_next_employer, 12, 40, leaves=True),
    "supervisor": Course(_supervisor, 2, 4, leaves=True, who=_administrator),
    "offhours_media": Course(offhours_media, 5, 20),
    "steady_media": Course(_steady_media, 42, 70),
    "private_mail": Course(private_mail, 5, 25),
    "foreign_media": Course(_foreign_media, 5, 30),
}
"""The kinds of an office; what CERT's files do not show (reading, downloading) does not help anybody there."""
