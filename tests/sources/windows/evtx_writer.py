"""Writes small EVTX files of made-up events: binary XML without templates, all values as texts.

References: github.com/libyal/libevtx, "Windows XML Event Log (EVTX) format".
"""

from __future__ import annotations

import struct
import zlib

CHUNK = 64 * 1024
_FIRST = 512


class Record:
    """One record in the making; names stand where they are first used, so the place within the chunk matters."""

    def __init__(self, place):
        self.place = place
        self.data = bytearray(b"\x0f\x01\x01\x00")

    def _here(self):
        return self.place + 24 + len(self.data)

    def _name(self, text):
        self.data += struct.pack("<I", self._here() + 4)
        self.data += struct.pack("<IHH", 0, 0, len(text)) + text.encode("utf-16-le") + b"\0\0"

    def _value(self, text):
        self.data += struct.pack("<BBH", 5, 1, len(text)) + text.encode("utf-16-le")

    def element(self, name, attributes, inside):
        """Write an element; ``inside`` is a text, a list of elements, or None."""
        self.data += struct.pack("<BI", 0x41 if attributes else 1, 0)
        self._name(name)
        if attributes:
            at = len(self.data)
            self.data += b"\0\0\0\0"
            for number, (key, value) in enumerate(attributes.items(), 1):
                self.data += b"\x46" if number < len(attributes) else b"\x06"
                self._name(key)
                self._value(value)
            self.data[at : at + 4] = struct.pack("<I", len(self.data) - at - 4)
        if inside is None:
            self.data += b"\x03"
            return
        self.data += b"\x02"
        if isinstance(inside, str):
            self._value(inside)
        else:
            for part in inside:
                self.element(*part)
        self.data += b"\x04"


def event(
    number,
    *,
    provider="Microsoft-Windows-Security-Auditing",
    log="Security",
    keywords=1 << 53,
    user="",
    **data,
):
    """Return the element of an event."""
    system = [
        ("Provider", {"Name": provider}, None),
        ("EventID", {"Qualifiers": "0"} if data.pop("classic", False) else {}, str(number)),
        ("Task", {}, data.pop("task", "12800")),
        ("Keywords", {}, hex(keywords)),
        ("TimeCreated", {"SystemTime": "2024-05-06T07:08:09.123456Z"}, None),
        ("EventRecordID", {}, str(data.pop("log_id", 7))),
        ("Channel", {}, log),
        ("Computer", {}, "FS1.example.org"),
        ("Security", {"UserID": user} if user else {}, None),
    ]
    fields = ("EventData", {}, [("Data", {"Name": name}, value) for name, value in data.items()])
    if inside := data.pop("inside", None):
        fields = ("UserData", {}, [(inside, {}, [(name, {}, value) for name, value in data.items()])])
    return ("Event", {}, [("System", {}, system), fields])


def chunk(events, first=1):
    """Return a chunk of 64 KiB."""
    body = b""
    places = []
    for number, one in enumerate(events, first):
        record = Record(_FIRST + len(body))
        record.element(*one)
        data = bytes(record.data) + b"\0"
        size = -(-(len(data) + 28) // 8) * 8
        places.append(_FIRST + len(body))
        head = struct.pack("<4sIQQ", b"\x2a\x2a\0\0", size, number, 133_594_528_891_234_560)
        body += head + data.ljust(size - 28, b"\0") + struct.pack("<I", size)
    last = first + len(events) - 1
    start = struct.pack(
        "<8sQQQQIIII", b"ElfChnk\0", first, last, first, last, 128, places[-1], _FIRST + len(body), 0
    )
    return (start.ljust(_FIRST, b"\0") + body).ljust(CHUNK, b"\0")


def log_of(*chunks):
    """Return a file."""
    start = b"ElfFile\0" + struct.pack("<QQQIHHHH", 0, len(chunks) - 1, 1, 128, 1, 3, 4096, len(chunks))
    start = start.ljust(120, b"\0")
    return (start + struct.pack("<II", 0, zlib.crc32(start))).ljust(4096, b"\0") + b"".join(chunks)
