"""Compressed files: everything readable is delivered, damage is told, bombs are cut, names are only labels."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files.container import LimitError, Members, inflated
from custodes.sources.files.walk import locate, walk

TEXT = b"".join(b"line %d\n" % number for number in range(20_000))


def pull(stream) -> tuple[bytes, Exception | None]:
    """Read in pieces; return what came and what ended it."""
    held = bytearray()
    try:
        with stream:
            while piece := stream.read(100_000):
                held += piece
    except (OSError, EOFError, zlib.error) as error:
        return bytes(held), error
    return bytes(held), None


def test_members_that_follow_one_another_are_one_file():
    packed = gzip.compress(TEXT) + gzip.compress(b"") + b"\0" * 512 + gzip.compress(b"end\n") + b"\0" * 3
    assert pull(inflated(io.BytesIO(packed))) == (TEXT + b"end\n", None)


def test_a_truncated_file_gives_what_it_has():
    packed = gzip.compress(TEXT)
    for cut in (3, 15, len(packed) // 2, len(packed) - 1):
        held, error = pull(inflated(io.BytesIO(packed[:cut])))
        assert TEXT.startswith(held)
        assert isinstance(error, EOFError)
        assert str(error) == "the gzip file ends early"
    assert pull(inflated(io.BytesIO(packed[:-1])))[0] == TEXT


def test_damage_and_foreign_ends_are_told_after_what_could_be_read():
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    held, error = pull(inflated(io.BytesIO(packed)))
    assert held == TEXT[: len(held)]
    assert isinstance(error, zlib.error)
    assert isinstance(pull(inflated(io.BytesIO(gzip.compress(TEXT) + b"garbage")))[1], zlib.error)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"]))
def test_any_bytes_are_content_or_an_error(data, head):
    held, error = pull(inflated(io.BytesIO(head + data)))
    assert error is not None or held == (head + data if not head else held)


def test_reading_after_an_error_is_the_end():
    stream = inflated(io.BytesIO(gzip.compress(TEXT)[:-1]))
    with pytest.raises(EOFError):
        stream.read()
    assert stream.read(10) == b""
    assert stream.read() == b""


def test_a_gzip_bomb_is_cut_long_before_its_end():
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(400)) + packer.flush()
    held, error = pull(inflated(io.BytesIO(bomb)))
    assert isinstance(error, LimitError)
    assert "zip bomb" in str(error)
    assert len(held) <= 100 << 20


def test_a_zip_bomb_is_named_and_the_rest_goes_on(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w") as inner,
    ):
        for _ in range(300):
            inner.write(bytes(1 << 20))
    (tmp_path / "good.csv").write_text("x")
    bomb, good = walk([tmp_path])
    assert isinstance(bomb, Unreadable)
    assert "zip bomb" in bomb.reason
    assert isinstance(good, LogFile)


def test_members_that_overlap_are_no_way_around(tmp_path):
    """Many directory entries that point to one member: small on disk, endless when read."""
    path = tmp_path / "overlap.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(1 << 20))
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, count = data[start:end], 20_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    path.write_bytes(data[:start] + entry * count + tail)
    (found,) = walk([path])
    assert isinstance(found, Unreadable)


def test_a_zip_is_read_in_place_and_its_names_are_labels(tmp_path):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../etc/passwd", "climbs")
        archive.writestr("LDAP/2010-01.csv", "ldap")
        archive.writestr("logon.csv.gz", gzip.compress(TEXT))
        archive.writestr("answers.csv", "never")
        archive.writestr("empty/", "")
    files = list(walk([path]))
    assert [(file.path, file.name, file.folder) for file in files] == [
        (f"{path}!../../etc/passwd", "passwd", "etc"),
        (f"{path}!LDAP/2010-01.csv", "2010-01.csv", "LDAP"),
        (f"{path}!logon.csv.gz", "logon.csv", "logs"),
    ]
    assert files[2].open().read() == TEXT
    assert [child.name for child in tmp_path.iterdir()] == ["logs.zip"]
    again = locate(f"{path}!LDAP/2010-01.csv")
    assert isinstance(again, LogFile)
    assert again.open().read() == b"ldap"


def test_encrypted_members_are_listed_and_the_others_read(tmp_path):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("open.csv", "a")
        archive.writestr("secret.csv", "b")
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    open_, secret = walk([path])
    assert open_.path.endswith("!open.csv")
    assert secret == Unreadable(f"{path}!secret.csv", "it is encrypted")


def test_a_zip_that_ends_early_is_named(tmp_path):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
    path.write_bytes(path.read_bytes()[:-30])
    assert list(walk([path])) == [Unreadable(str(path), "the zip file is damaged or ends early")]


def test_a_damaged_member_gives_what_it_has(tmp_path):
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TEXT)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    for found in walk([path]):
        assert isinstance(found, LogFile)
        held, error = pull(found.open())
        assert error is not None
        assert len(held) < len(TEXT) + 1000


@given(st.data())
def test_mutated_archives_never_crash(tmp_path_factory, data):
    base = io.BytesIO()
    with zipfile.ZipFile(base, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.csv", "a,b\n" * 20)
        archive.writestr("c.csv", "x")
    raw = bytearray(base.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "m.zip"
    path.write_bytes(raw)
    for found in walk([path]):
        if isinstance(found, LogFile):
            pull(found.open())


def test_the_directory_of_an_archive_is_read_once(tmp_path, monkeypatch):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50):
            archive.writestr(f"{number:03}.csv", "x")
    opened = []
    real = zipfile.ZipFile
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: opened.append(args) or real(*args))
    assert [file.open().read() for file in walk([path])] == [b"x"] * 50
    assert len(opened) == 1


def test_office_documents_are_one_file(tmp_path):
    path = tmp_path / "staff.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    assert [found.path for found in walk([path])] == [str(path)]
    assert isinstance(Members(Path(path)).infos, list)


def test_a_wrong_sum_is_told_after_the_content():
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    content, error = pull(inflated(io.BytesIO(bytes(packed))))
    assert content == TEXT
    assert isinstance(error, zlib.error)


def test_a_damaged_middle_gives_everything_before_it():
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    whole = len(packed)
    del packed[whole // 2 : whole // 2 + 40]
    content, error = pull(inflated(io.BytesIO(bytes(packed))))
    assert isinstance(error, (zlib.error, EOFError))
    same = next(i for i, (a, b) in enumerate(zip(content, TEXT, strict=False)) if a != b)
    assert same > len(TEXT) // 3


@pytest.mark.parametrize("flags", [0, 2, 4, 8, 16, 30])
def test_every_header_field_is_passed_over(flags):
    extra = (struct.pack("<H", 3) + b"abc") * bool(flags & 4)
    texts = b"name\0" * bool(flags & 8) + b"remark\0" * bool(flags & 16)
    body = zlib.compressobj(wbits=-15)
    deflated = body.compress(TEXT) + body.flush()
    header = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + extra + texts + b"xx" * bool(flags & 2)
    packed = header + deflated + struct.pack("<II", zlib.crc32(TEXT), len(TEXT))
    assert gzip.decompress(packed) == TEXT
    assert pull(inflated(io.BytesIO(packed))) == (TEXT, None)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_with_a_forged_size_or_sum_is_delivered_then_told(tmp_path, method):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("log.csv", TEXT)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    for at, value in ((directory + 24, 7), (directory + 16, 1)):  # uncompressed size; sum
        forged = bytearray(data)
        forged[at : at + 4] = struct.pack("<I", value)
        path.write_bytes(forged)
        members = Members(path)
        content, error = pull(members.open(members.infos[0]))
        assert content == TEXT
        assert isinstance(error, EOFError)


def test_a_member_without_a_name_is_read_like_any_other(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), TEXT)
    members = Members(tmp_path / "a.zip")
    assert [info.filename for info in members.infos] == [""]
    assert pull(members.open(members.infos[0])) == (TEXT, None)
