"""Debian's CUPS: a real job printed to a file, read from the page log that it writes."""

from __future__ import annotations

import http.client

import pytest
from tests.sources.unix.servers.processes import done, is_debians, needed, owned, place, port, server, wait

from custodes.sources.registry import recognise
from custodes.sources.unix.cups import CupsPages

pytestmark = pytest.mark.system
CUPSD = "/usr/sbin/cupsd"
FILES = """
FileDevice Yes
SystemGroup root
User lp
Group lp
ServerRoot {at}
StateDir {at}
CacheDir {at}
RequestRoot {at}/spool
TempDir {at}/spool
AccessLog {at}/access_log
ErrorLog {at}/error_log
PageLog {at}/page_log
"""
CONFIG = """
Listen 127.0.0.1:{port}
LogLevel info
ServerTokens Full
DefaultAuthType None
Browsing No
PageLogFormat %p %u %j %T %P %C %{{job-billing}} %{{job-originating-host-name}} %{{job-name}} %{{media}} %{{sides}}
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TEST.PPD"
*Manufacturer: "Example"
*Product: "(Example)"
*ModelName: "Example"
*ShortNickName: "Example"
*NickName: "Example, 1.0"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*OpenUI *PageSize/Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Size: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "18 18 577 824"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
"""
PAGES = """%!PS-Adobe-3.0
%%Pages: 3
%%EndComments
%%Page: 1 1
showpage
%%Page: 2 2
showpage
%%Page: 3 3
showpage
%%EOF
"""


def test_a_real_job_is_read_from_the_page_log(read, log_file):
    needed(CUPSD, "/usr/bin/lp", "/usr/sbin/lpadmin", "/usr/lib/cups/filter/pstops")
    with place() as at:
        number = port()
        owned(at / "spool", "lp")
        printed, log = at / "printed.ps", at / "page_log"
        printed.touch()
        printed.chmod(0o666)
        (at / "cups-files.conf").write_text(FILES.format(at=at))
        (at / "cupsd.conf").write_text(CONFIG.format(port=number))
        (at / "test.ppd").write_text(PPD)
        (at / "plan.ps").write_text(PAGES)
        to = ("-h", f"127.0.0.1:{number}")
        command = [CUPSD, "-f", "-c", str(at / "cupsd.conf"), "-s", str(at / "cups-files.conf")]
        with server(command, at, number) as pid:
            asked = http.client.HTTPConnection("127.0.0.1", number, timeout=5)
            asked.request("GET", "/")
            version = asked.getresponse().headers["Server"]
            asked.close()
            assert version.startswith("CUPS/" + is_debians(pid, CUPSD, "cups-daemon"))
            done("lpadmin", *to, "-p", "floor02", "-E", "-v", f"file:{printed}", "-P", str(at / "test.ppd"))
            done("lp", *to, "-U", "jdoe", "-d", "floor02", "-t", "minutes of a meeting", str(at / "plan.ps"))
            wait(lambda: log.exists() and log.read_text().count("\n") >= 1, (at / "error_log").read_text)
            wait(lambda: printed.stat().st_size > 0, (at / "error_log").read_text)
            wait(lambda: "Job completed" in (at / "error_log").read_text(), (at / "error_log").read_text)
        data = log.read_bytes()
        assert b"showpage" in printed.read_bytes()
    outcome = read(CupsPages(), data, name="page_log")
    assert recognise(log_file(data, "page_log")).name == "cups"
    assert outcome.rejects == []
    assert {(e["account"], e["object"], e["target"], e["action"]) for e in outcome.events} == {
        ("cups:jdoe", "minutes of a meeting", "floor02", "print")
    }
    assert sum(e["items"] for e in outcome.events) == 3
