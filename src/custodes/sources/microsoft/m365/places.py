"""Where things are, in Microsoft 365 records: areas of the store and of disks, mail domains, web hosts."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from custodes.sources.microsoft.m365.fields import login_of

__all__ = [
    "area_of_file",
    "area_of_object",
    "area_of_url",
    "domain_of",
    "domains_of",
    "host_of_url",
]


def area_of_url(site: str, folder: str, name: str) -> str | None:
    """Return host, site and at most three folders of a file in SharePoint or OneDrive.

    >>> area_of_url("https://Org.sharepoint.com/sites/legal/", "Documents/a/b/c", "x.doc")
    'org.sharepoint.com/sites/legal/Documents/a/b'
    """
    if name and folder.rstrip("/").endswith(name):  # the sharing operations write the file's name here too
        above, slash, last = folder.rstrip("/").rpartition("/")
        if last == name:
            folder = above if slash else ""
    return _area(site, folder)


@lru_cache(maxsize=100_000)
def _area(site: str, folder: str) -> str | None:
    try:
        parts = urlsplit(site.strip())
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2].lower()
    if not host:
        return None
    folders = [part for part in folder.split("/") if part][:3]
    return "/".join([host, *(part for part in unquote(parts.path).split("/") if part), *folders])


_SITE = re.compile(r"/*((?:sites|teams|personal|portals)/[^/]+)?/*(.*)", re.IGNORECASE | re.DOTALL)


def area_of_object(url: str) -> str | None:
    """Return the same, read off a file's URL alone.

    >>> area_of_object("https://org.sharepoint.com/sites/legal/Shared%20Documents/a/x.doc")
    'org.sharepoint.com/sites/legal/Shared Documents/a'
    """
    if "://" not in url[:10]:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    found = _SITE.fullmatch(unquote(parts.path))
    site, path = (found[1] or "", found[2]) if found else ("", "")
    if path.startswith("_layouts/"):  # SharePoint's own pages, which every site has
        path = ""
    return area_of_url(f"https://{parts.netloc}/{site}", path.rpartition("/")[0], "")


@lru_cache(maxsize=100_000)
def _folder_area(folder: str) -> str | None:
    parts = [part for part in folder.replace("\\", "/").split("/") if part]
    keep = 5 if folder.startswith(("\\\\", "//")) else 4
    return "/".join(parts[:keep]) or None


def area_of_file(path: str) -> str | None:
    r"""Return drive or share and at most three folders of a local path.

    >>> area_of_file(r"C:\Users\jane\Docs\a\x.doc"), area_of_file(r"\\srv\share\a\b\c\d\x.doc"), area_of_file("x.doc")
    ('C:/Users/jane/Docs', 'srv/share/a/b/c', None)
    """
    cut = max(path.rfind("\\"), path.rfind("/"))
    return _folder_area(path[: cut + 1]) if cut >= 0 else None


_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")


def domain_of(name: str) -> str | None:
    """Return the mail domain of an address or login, lower case; of a guest, that of the guest's own address.

    >>> domain_of("Jane@Example.org"), domain_of("jane_gmail.com#ext#@example.onmicrosoft.com"), domain_of("Owners")
    ('example.org', 'gmail.com', None)
    """
    login = login_of(name).lower().rstrip(">")
    guest, mark, _ = login.partition("#ext#")
    domain = guest.rpartition("_")[2] if mark else login.rpartition("@")[2] if "@" in login else ""
    return domain if _DOMAIN.fullmatch(domain) else None


def domains_of(names: list[str]) -> str | None:
    """Return the distinct mail domains, sorted, joined by ";".

    >>> domains_of(["b@x.org", "a@x.org", "c@a.org", "Owners"]), domains_of([])
    ('a.org;x.org', None)
    """
    return ";".join(sorted({domain for name in names if (domain := domain_of(name))})) or None


def host_of_url(url: str) -> str | None:
    """Return the host of a URL or bare domain, lower case, without "www." and port.

    >>> host_of_url("https://www.Dropbox.com:443/home"), host_of_url("drive.google.com")
    ('dropbox.com', 'drive.google.com')
    """
    authority = url.strip().lower().partition("://")[2] or url.strip().lower()
    host = re.split(r"[/?#]", authority, maxsplit=1)[0].rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    return host.removeprefix("www.").rstrip(".") or None
