"""The characters that an organisation may have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from custodes.simulate import changes, cloud, code, office, records
from custodes.simulate.actions import Kind
from custodes.simulate.bursts import bursts, late_weeks, now_and_then
from custodes.simulate.character import Character, Part, Shelf
from custodes.simulate.daily import daily_round
from custodes.simulate.kinds import COURSES
from custodes.simulate.kinds_cloud import CLOUD_COURSES
from custodes.simulate.kinds_code import CODE_COURSES
from custodes.simulate.kinds_office import OFFICE_COURSES
from custodes.simulate.kinds_records import RECORDS_COURSES
from custodes.simulate.people import Shares

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHARACTERS", "MIXED"]

_COMMON = (
    Part("organisation days", changes.organisation_days),
    Part("change of project", changes.change_of_project),
    Part("tidy up", changes.tidy_up),
)
_SERVICES = Part("services", changes.services)
_ONE_IN = 40

MIXED = Character(
    "mixed",
    "everything a little: media, mail, web and a cloud store, in two formats",
    ("cert", "m365"),
    (Part("daily round", daily_round), Part("bursts", bursts), *_COMMON, _SERVICES),
    COURSES,
)
"""The default. What it draws, and in which order, stays as it is: its seeds are quoted."""

_OFFICE = Character(
    "office",
    "an office with removable media (CERT-format files)",
    ("cert",),
    (
        Part("daily round", daily_round),
        Part("bursts", bursts),
        *_COMMON,
        Part("taken along", partial(now_and_then, sorts=office.MEDIA_SORTS)),
        Part("new to media", office.new_to_media),
        Part("evening weeks", office.evening_weeks),
        Part("job hunting", office.job_hunting),
        Part("press", office.press),
        Part("tools on sticks", office.tools_on_sticks),
        Part("circulars", office.circulars),
        Part("programs", office.programs),
    ),
    OFFICE_COURSES,
    Shares(usb=0.55, leave=0.07),
    one_in=_ONE_IN,
)

_CLOUD = Character(
    "cloud",
    "documents in the cloud only (Microsoft 365)",
    ("m365",),
    (
        Part("daily round", partial(daily_round, rates=cloud.CLOUD_RATES)),
        Part("bursts", partial(now_and_then, sorts=cloud.CLOUD_SORTS)),
        Part("late weeks", late_weeks),
        *_COMMON,
        Part("new device", cloud.new_device),
        Part("shared home", cloud.shared_home),
        Part("evening files", cloud.evening_files),
        _SERVICES,
    ),
    CLOUD_COURSES,
    Shares(usb=0.0, sync=0.6, leave=0.07),
    one_in=_ONE_IN,
)

_ENGINEERING = Character(
    "engineering",
    "programs in repositories, documents beside them (GitHub, Microsoft 365)",
    ("github", "m365"),
    (
        Part("daily round", partial(daily_round, rates=code.CODE_RATES)),
        Part("bursts", partial(now_and_then, sorts=cloud.CLOUD_SORTS)),
        *_COMMON,
        _SERVICES,
        Part("daily code", code.daily_code, shelf=True),
        Part("bursts of code", partial(now_and_then, sorts=code.CODE_SORTS), shelf=True),
        Part(
            "evenings of code",
            partial(
                cloud.evening_files,
                kinds=((Kind.FETCH, 5.0), (Kind.PUSH, 2.0), (Kind.CLONE, 0.8), (Kind.ZIP, 0.2)),
            ),
            shelf=True,
        ),
        Part("joiners", code.joiners, shelf=True),
        Part("reviewers", code.reviewers, shelf=True),
        Part("access given", code.access_given, shelf=True),
        Part("a move", partial(changes.organisation_days, kinds=(Kind.CLONE, Kind.FETCH)), shelf=True),
        Part(
            "change of repositories",
            partial(changes.change_of_project, of=(Kind.FETCH, Kind.PUSH, Kind.CLONE, Kind.ZIP)),
            shelf=True,
        ),
        Part("hand over", partial(changes.tidy_up, habits=code.CODE_TIDYING), shelf=True),
        Part("builds", partial(changes.services, kind=Kind.CLONE), shelf=True),
    ),
    CODE_COURSES,
    Shares(usb=0.0, leave=0.07),
    Shelf(per_team=7, common=10, per_folder=1),
    one_in=_ONE_IN,
)

_ARCHIVE = Character(
    "archive",
    "records in reading rooms and on paper (orders, CUPS printers, Microsoft 365)",
    ("reading_room", "cups", "m365"),
    (
        Part("daily round", partial(daily_round, rates=records.RECORDS_RATES)),
        Part("bursts", partial(now_and_then, sorts=cloud.CLOUD_SORTS)),
        *_COMMON,
        _SERVICES,
        Part("daily prints", records.daily_prints),
        Part("bursts of prints", partial(now_and_then, sorts=records.PRINT_SORTS)),
        Part("evening prints", records.evening_prints),
        Part("last prints", partial(changes.tidy_up, habits=records.PRINT_TIDYING)),
        Part("daily records", records.daily_records, shelf=True),
        Part("bursts of records", partial(now_and_then, sorts=records.RECORDS_SORTS), shelf=True),
        Part("digitisation", records.digitisation, shelf=True),
        Part(
            "change of collection",
            partial(changes.change_of_project, of=(Kind.ORDER, Kind.RETURN, Kind.REPRODUCE, Kind.ORDER)),
            shelf=True,
        ),
    ),
    RECORDS_COURSES,
    Shares(usb=0.0, leave=0.07),
    Shelf(per_team=8, common=6, per_folder=80),
    one_in=_ONE_IN,
)

CHARACTERS: Mapping[str, Character] = {
    one.name: one for one in (MIXED, _OFFICE, _CLOUD, _ENGINEERING, _ARCHIVE)
}
"""By name."""
