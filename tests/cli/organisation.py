"""A small organisation in files, made by hand for the command line's tests: 12 people, 14 weeks, one busy fortnight."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2024, 1, 1)
WEEKS = 14
NAMES = (
    "Mira Okonkwo",
    "Jonas Lindqvist",
    "Tadeusz Zielinski",
    "Aylin Karahan",
    "Bruno Castellani",
    "Freya Halvorsen",
    "Ravi Subramanian",
    "Nadia Benhaddou",
    "Oskar Wojciechowski",
    "Leilani Kahale",
    "Piotr Grabowski",
    "Ingrid Thorvaldsen",
)


def login(number: int) -> str:
    """A login as CERT's are: three letters, four digits."""
    first, last = NAMES[number].split()
    return f"{first[0]}X{last[0]}{7301 + 17 * number}".upper()


def secrets() -> list[str]:
    """Everything that must not appear in an output without names."""
    found = []
    for number, name in enumerate(NAMES):
        first, last = name.split()
        found += [login(number), name, last, f"{first}.{last}@dtaa.example".lower(), f"PC-{4400 + number}"]
    return found


def build(folder: Path, busy: int = 3) -> Path:
    """Write CERT-format files and an HR list; person ``busy`` copies much in the last fortnight."""
    chance = random.Random(5)
    (folder / "cert").mkdir(parents=True)
    logon, files, mails, devices = [], [], [], []
    for day in (FIRST + timedelta(days=n) for n in range(7 * WEEKS)):
        if day.weekday() >= 5:
            continue
        late = (day - FIRST).days >= 7 * (WEEKS - 2)
        for number in range(len(NAMES)):
            user, pc = login(number), f"PC-{4400 + number}"
            at = datetime.combine(day, datetime.min.time()) + timedelta(hours=8, minutes=chance.randrange(50))
            logon.append((at, user, pc, "Logon"))
            logon.append((at + timedelta(hours=8), user, pc, "Logoff"))
            copies = chance.choice([0, 0, 0, 1, 2]) + (
                60 + chance.randrange(20) if number == busy and late else 0
            )
            if copies:
                devices.append((at + timedelta(minutes=5), user, pc, "Connect"))
                devices.append((at + timedelta(hours=1), user, pc, "Disconnect"))
            for n in range(copies):
                name = rf"R:\D{number}\{NAMES[number].split()[1]}-{day:%m%d}-{n}.pdf"
                files.append((at + timedelta(minutes=6, seconds=20 * n), user, pc, name))
            mails += [
                (at + timedelta(minutes=chance.randrange(400)), user, pc, number)
                for _ in range(chance.randrange(4))
            ]
    write(folder / "cert" / "logon.csv", "id,date,user,pc,activity", logon, "L")
    write(folder / "cert" / "device.csv", "id,date,user,pc,activity", devices, "D")
    write(
        folder / "cert" / "file.csv", "id,date,user,pc,filename,content", [(*row, "x") for row in files], "F"
    )
    letters = [
        (
            at,
            user,
            pc,
            "someone@partner.example",
            "",
            "",
            f"{NAMES[n].replace(' ', '.')}@dtaa.example",
            2000,
            0,
            "hi",
        )
        for at, user, pc, n in mails
    ]
    write(
        folder / "cert" / "email.csv", "id,date,user,pc,to,cc,bcc,from,size,attachments,content", letters, "M"
    )
    people = ["person,name,accounts,manager,team,department,role,start,notice,last_day"]
    for number, name in enumerate(NAMES):
        address = name.replace(" ", ".").lower() + "@dtaa.example"
        accounts = f"cert:{login(number)};mail:{address}"
        people.append(f"E{number:04},{name},{accounts},E0000,Turbines,Engineering,Engineer,2019-04-01,,")
    (folder / "hr-2024-01-01.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "answers.csv").write_text(f"person,kind,first,last\nE{busy:04},hoarder,2024-03-25,2024-04-05\n")
    (folder / "holiday.bin").write_bytes(bytes(range(256)) * 8)
    return folder


def write(path: Path, header: str, rows: list[tuple], mark: str) -> None:
    """Write rows in order of time, each with an identifier; one line is broken on purpose."""
    lines = [header]
    for n, (at, *fields) in enumerate(sorted(rows)):
        when = "31/12/2024 soon" if n == 7 and mark == "L" else at.strftime("%m/%d/%Y %H:%M:%S")
        lines.append(",".join([f"{{{mark}{n}}}", when, *(str(field) for field in fields)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
