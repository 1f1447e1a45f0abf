"""Where something went: a small, dated list of domain categories that an organisation can extend.

Compiled by hand from the products' own public pages, 2026-11. A domain matches with its subdomains, the
longest entry wins. ``ignored`` exists only to be ignored: such sites are never counted for anything
(safeguard 6), and no measure may name it (a test walks them).
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from custodes.settings import Settings

__all__ = ["Destination", "Destinations"]

DATED = "2026-11"


class Destination(StrEnum):
    """What kind of place a domain is. The first of a mail's recipients in this order decides."""

    LEAK = "leak"
    PASTE = "paste"
    PERSONAL = "personal"
    FILE_SHARING = "file_sharing"
    WEBMAIL = "webmail"
    CODE = "code"
    ASSISTANT = "assistant"
    EXTERNAL = "external"
    PARTNER = "partner"
    OWN = "own"
    IGNORED = "ignored"


_LISTS: Mapping[Destination, str] = {
    Destination.PERSONAL: """
        126.com 163.com aol.com att.net bellsouth.net bluewin.ch btinternet.com charter.net comcast.net cox.net
        daum.net earthlink.net fastmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
        googlemail.com hanmail.net hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.it hushmail.com
        icloud.com inbox.com juno.com laposte.net libero.it live.com live.de mac.com mail.com mail.ru me.com
        msn.com naver.com netzero.com optonline.net orange.fr outlook.com outlook.de posteo.de proton.me
        protonmail.com qq.com rediffmail.com rocketmail.com sbcglobal.net sfr.fr sina.com sohu.com t-online.de
        tuta.com tuta.io tutanota.com verizon.net vodafone.it wanadoo.fr web.de windstream.net yahoo.co.in
        yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com zoho.com""",
    Destination.FILE_SHARING: """
        4shared.com anonfiles.com app.box.com box.com box.net depositfiles.com drive.google.com dropbox.com
        dropboxapi.com dropmefiles.com easyupload.io file.io filefactory.com files.fm filemail.com gofile.io
        hightail.com hotfile.com jumpshare.com mediafire.com mega.co.nz mega.nz megaupload.com myairbridge.com
        onedrive.live.com pcloud.com rapidshare.com send-anywhere.com sendgb.com sendspace.com smash.com
        sugarsync.com swisstransfer.com sync.com terabox.com transfer.sh transfernow.net ufile.io
        uploaded.net uploading.com wetransfer.com workupload.com yousendit.com zippyshare.com""",
    Destination.WEBMAIL: """
        mail.google.com mail.proton.me mail.yahoo.com mail.yandex.ru mail.aol.com outlook.live.com webmail.gmx.net""",
    Destination.CODE: "bitbucket.org codeberg.org gist.github.com github.com gitlab.com sourceforge.net",
    Destination.ASSISTANT: """
        chat.deepseek.com chat.mistral.ai chat.openai.com chatgpt.com claude.ai copilot.microsoft.com
        gemini.google.com perplexity.ai poe.com""",
    Destination.PASTE: """
        controlc.com dpaste.org ghostbin.com hastebin.com justpaste.it paste.ee pastebin.com privatebin.net rentry.co""",
    Destination.LEAK: "cryptome.org ddosecrets.com wikileaks.org",
    Destination.IGNORED: """
        caritas.org careerbuilder.com craigslist.org dgb.de glassdoor.com healthline.com igmetall.de indeed.com
        job-hunt.org jobhuntersbible.com jobs.ch linkedin.com mayoclinic.org monster.com netdoktor.de nhs.uk
        simplyhired.com stepstone.de unison.org.uk verdi.de webmd.com xing.com ziprecruiter.com""",
}


class Destinations:
    """Classifies domains, with the organisation's own, partner and added ones.

    >>> from custodes.settings import Settings
    >>> where = Destinations(Settings(), own=["example.org"])
    >>> [where.of(d).value for d in ("mail.example.org", "gmail.com;example.org", "wikileaks.org", "acme.test")]
    ['own', 'personal', 'leak', 'external']
    """

    def __init__(self, settings: Settings, own: Iterable[str] = ()) -> None:
        table: dict[str, Destination] = {d: kind for kind, text in _LISTS.items() for d in text.split()}
        public = {d for d, kind in table.items() if kind is Destination.PERSONAL}
        table.update({d.lower(): Destination.OWN for d in own if d and d.lower() not in public})
        added = settings.destinations
        for kind, domains in (
            (Destination.PERSONAL, added.personal),
            (Destination.FILE_SHARING, added.file_sharing),
            (Destination.PASTE, added.paste),
            (Destination.LEAK, added.leak),
            (Destination.IGNORED, added.ignored),
            (Destination.PARTNER, settings.organisation.partners),
            (Destination.OWN, settings.organisation.domains),
        ):
            table.update({_ascii(d): kind for d in domains})
        self._table = table
        self._order = {kind: place for place, kind in enumerate(Destination)}
        self._one = lru_cache(maxsize=100_000)(self._look_up)

    @property
    def own(self) -> frozenset[str]:
        """The organisation's own domains."""
        return frozenset(d for d, kind in self._table.items() if kind is Destination.OWN)

    @property
    def fingerprint(self) -> str:
        """Names the whole table, so that stored measures know under which it was counted."""
        return hashlib.sha256(repr(sorted(self._table.items())).encode()).hexdigest()[:16]

    def of(self, domains: str) -> Destination:
        """Return the category of one domain or of several joined by ";" (the most distant one decides)."""
        return min(
            (self._one(d) for d in domains.split(";") if d),
            key=self._order.__getitem__,
            default=Destination.OWN,
        )

    def _look_up(self, domain: str) -> Destination:
        labels = _ascii(domain).split(".")
        for start in range(len(labels) - 1):
            kind = self._table.get(".".join(labels[start:]))
            if kind is not None:
                return kind
        return Destination.EXTERNAL


def _ascii(domain: str) -> str:
    """Return the domain lower case and in punycode, so that a look-alike is never taken for the real one."""
    try:
        return domain.strip().lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return domain.strip().lower()
