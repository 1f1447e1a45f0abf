"""What personnel systems call their columns, in German and English. Names are squeezed: no case, blanks or marks, ä as ae.

Whatever is not named here is not read, and most of it is nobody's business: birthday, sex, religion, tax class, pay.
A bare login is not read either, since it does not say of which system it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NO_LIST", "STAFF"]

_NAMES = {
    "number": """
        personalnummer personalnr personalnumer persnr personalno pnr mitarbeiternummer mitarbeiternr
        mitarbeiterid manr stammnummer personnelnumber personnelno employeenumber employeeno employeeid
        employeenr empid empno emplid staffnumber staffno staffid workerid personid payrollnumber
    """,
    "surname": "nachname familienname zuname surname lastname familyname",
    "given": "vorname rufname vornamen givenname firstname forename preferredname",
    "name": """
        vollername vollstaendigername mitarbeitername mitarbeiter mitarbeiterin anzeigename fullname
        displayname employeename workername employee name
    """,
    "email": """
        dienstlicheemail emaildienstlich emailgeschaeftlich geschaeftlicheemail firmenemail workemail
        emailwork businessemail companyemail email emailadresse emailaddress mail mailadresse mailaddress
    """,
    "upn": "userprincipalname upn",
    "accounts": "accounts konten",
    "team": "team arbeitsgruppe gruppe referat sachgebiet",
    "department": """
        abteilung abteilungsbezeichnung department dept departmentname organisationseinheit orgeinheit
        organisationalunit orgunit bereich fachbereich division
    """,
    "role": """
        position stelle stellenbezeichnung funktion taetigkeit berufsbezeichnung jobtitle job jobtitel role
        rolle planstelle positiontitle
    """,
    "manager": """
        vorgesetzter vorgesetzte vorgesetzteperson fuehrungskraft teamleitung abteilungsleiter manager
        managername supervisor linemanager reportsto
    """,
    "start": """
        eintritt eintrittsdatum eintrittam eintrittsdat beschaeftigtseit beschaeftigungsbeginn startdatum
        hiredate datehired dateofhire startdate joiningdate dateofjoining dateofentry entrydate datejoined
        start
    """,
    "last_day": """
        austritt austrittsdatum austrittam austrittsdat letzterarbeitstag letztertag beschaeftigungsende
        lastday lastworkingday lastdayofwork terminationdate exitdate leavingdate leavedate dateofleaving
        enddate
    """,
    "notice": """
        kuendigungsdatum kuendigungam kuendigung kuendigungvom gekuendigtam notice noticedate noticegiven
        dateofnotice resignationdate
    """,
}
STAFF: Mapping[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _NAMES.items()}
"""Our name of a column -> what it may be called. *Name* beside *Vorname* is the surname."""

_OTHERS = """
    person time timestamp date zeit datum uhrzeit zeitstempel datetime createdtime operation action
    event aktion ereignis samaccountname distinguishedname objectid objectguid ipaddress clientip
    subject recipient visitor besucher checkin checkout arrival door tuer trip reise destination
    filename filepath pages host hostname computer computername device devicename url path requestid correlationid
"""
NO_LIST = frozenset(_OTHERS.split())
"""Columns that a personnel list does not have: with one of them it is a log, or a list that another source reads."""
