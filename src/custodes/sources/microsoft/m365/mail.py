r"""Mail in the Microsoft 365 log: mailbox operations, rules that forward, and matches of DLP policies.

Of a mail the subject, the folder, the size and the number of attachments are kept; the log has no bodies, and what a
DLP match quotes from a document is not read. Recipients stand only in DLP matches: Exchange's own audit of "Send"
has none (a message trace has).

References: the schema's sections "Exchange Mailbox" and "DLP"; learn.microsoft.com/purview/audit-log-investigate-accounts
(MailItemsAccessed: folders and the items in them).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from custodes.identity.accounts import canonical_account
from custodes.sources.microsoft.m365.fields import account_of, alias_of, number_of, text_of
from custodes.sources.microsoft.m365.places import area_of_object, area_of_url, domains_of
from custodes.sources.microsoft.m365.record import plain

if TYPE_CHECKING:
    from custodes.sources.microsoft.m365.record import Record

__all__ = ["dlp_details", "exchange_details"]

_OWNER = 0  # LogonType: the mailbox's own
_ADMIN = 1  # RecordType ExchangeAdmin: a cmdlet was run
_FORWARDING = frozenset(
    {"forwardto", "forwardasattachmentto", "redirectto", "forwardingsmtpaddress", "forwardingaddress"}
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,253}\w")
_FOLDERS = 3


def exchange_details(record: Record) -> dict[str, Any]:
    """Say which mail or mails, in whose mailbox and folder; of a rule, where it forwards to."""
    if number_of(record.RecordType) == _ADMIN or record.RecordType == "ExchangeAdmin":
        return _cmdlet(record)
    items = _items(record)
    first = items[0] if items else {}
    several = len(items) > 1
    size = sum(number_of(item.get("SizeInBytes")) or 0 for item in items)
    return {
        "object": text_of(first.get("Subject")) or record.ObjectId or None,
        "object_id": text_of(first.get("InternetMessageId")) or text_of(first.get("Id")),
        "area": _mailbox_area(record, first),
        "items": len(items) if several else _attachments(first.get("Attachments")),
        "bytes": number_of(size) or None,
        "process": text_of(plain(record.ClientProcessName)),
        "aliases": _aliases(
            record.UserId or "",
            record.UserKey or "",
            bytes(record.LogonUserSid),
            bytes(record.MailboxOwnerUPN),
            bytes(record.LogonType),
        ),
    }


@lru_cache(maxsize=100_000)
def _aliases(login: str, key: str, sid: bytes, mailbox: bytes, logon_type: bytes) -> str | None:
    """Return what Exchange calls the account that logged on; the mailbox's address only where its owner did."""
    owner = text_of(plain(mailbox)) if number_of(plain(logon_type)) == _OWNER else None
    known = [alias_of(key), alias_of(text_of(plain(sid)) or "")]
    if owner and "@" in owner and owner.lower() != login.lower():
        known.append(canonical_account("mail", owner))
    return ";".join(dict.fromkeys(alias for alias in known if alias)) or None


def _items(record: Record) -> list[dict[str, Any]]:
    """Return the mails of a record: one, several, or those of its folders."""
    item = plain(record.Item)
    if isinstance(item, dict):
        return [item]
    found = plain(record.AffectedItems)
    if not isinstance(found, list):
        folders = plain(record.Folders)
        found = []
        for folder in folders if isinstance(folders, list) else ():
            if isinstance(folder, dict) and isinstance(inside := folder.get("FolderItems"), list):
                parent = {"ParentFolder": {"Path": folder.get("Path")}}
                found += [{**parent, **each} for each in inside if isinstance(each, dict)]
    return [each for each in found if isinstance(each, dict)]


def _mailbox_area(record: Record, item: dict[str, Any]) -> str | None:
    """Return mailbox and at most three folders."""
    folder = item.get("ParentFolder")
    if not isinstance(folder, dict):
        folder = plain(record.Folder)
    path = text_of(folder.get("Path")) if isinstance(folder, dict) else None
    owner = text_of(plain(record.MailboxOwnerUPN))
    parts = [part for part in (path or "").replace("\\", "/").split("/") if part][:_FOLDERS]
    return "/".join([*([owner.lower()] if owner else []), *parts]) or None


def _attachments(names: object) -> int | None:
    """Count "a.png (599b); b.png (614b)"; None where nothing is said."""
    if not isinstance(names, str):
        return None
    return sum(1 for name in names.split(";") if name.strip())


def _cmdlet(record: Record) -> dict[str, Any]:
    """Say where a rule or a mailbox forwards to."""
    parameters = plain(record.Parameters)
    addresses: list[str] = []
    for each in parameters if isinstance(parameters, list) else ():
        if isinstance(each, dict) and str(each.get("Name", "")).lower() in _FORWARDING:
            addresses += _MAIL.findall(str(each.get("Value", "")))
    return {"target": ";".join(addresses), "target_domains": domains_of(addresses)} if addresses else {}


def dlp_details(record: Record) -> dict[str, Any]:
    """Say whose mail or file a policy matched, and whether it was stopped; the account is theirs, not the agent's."""
    details: dict[str, Any] = {}
    mail, file = plain(record.ExchangeMetaData), plain(record.SharePointMetaData)
    if isinstance(mail, dict):
        to = [address for key in ("To", "CC", "BCC") for address in _texts(mail.get(key))]
        details = {
            "object": text_of(mail.get("Subject")),
            "object_id": text_of(mail.get("MessageID")),
            "bytes": number_of(mail.get("FileSize")),
            "target": ";".join(to) or None,
            "target_domains": domains_of(to),
        }
    elif isinstance(file, dict):
        url = text_of(file.get("FilePathUrl")) or ""
        site = text_of(file.get("SiteCollectionUrl"))
        name = text_of(file.get("FileName")) or ""
        details = {
            "object": _document(unquote(url), name),
            "url": url or None,
            "object_id": text_of(file.get("UniqueID")),
            "bytes": number_of(file.get("FileSize")),
            "area": area_of_object(url) or (area_of_url(site, "", name) if site else None),
        }
    source = mail if isinstance(mail, dict) else file if isinstance(file, dict) else {}
    sender = text_of(source.get("From"))
    if sender and "@" in sender:
        details |= {"account": account_of(sender), "actor": "user", "aliases": None}
    undone = (record.Operation or "").lower() != "dlprulematch" or plain(record.ExceptionInfo)
    if not undone and _blocked(plain(record.PolicyDetails)):
        details["outcome"] = "failure"
    return details


def _document(path: str, name: str) -> str | None:
    """Return a document's address as SharePoint's own records write it; some matches give the folder's."""
    if name and path and not path.endswith(name) and "." not in path.rpartition("/")[2]:
        return f"{path.rstrip('/')}/{name}"
    return path or name or None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for each in values if (text := text_of(each))]


def _blocked(policies: object) -> bool:
    """Say whether a rule of the policies stopped the access."""
    for policy in policies if isinstance(policies, list) else ():
        rules = policy.get("Rules") if isinstance(policy, dict) else None
        for rule in rules if isinstance(rules, list) else ():
            actions = rule.get("Actions") if isinstance(rule, dict) else None
            if isinstance(actions, list) and "BlockAccess" in actions:
                return True
    return False
