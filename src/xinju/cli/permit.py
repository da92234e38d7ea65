"""Check a permit's code without a network, publish keys and status list, open the year's endorsements.

verify ends with 0 when the permit is valid as of the list's day, 1 when it is genuine but its status is not known, revoked,
expired or forged, 2 when nothing can be said: an unknown key, a code, a key file or a list that cannot be read.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.inputs import day, today
from xinju.cli.permit_words import sentence
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain, print_json
from xinju.vault import public_keys
from xinju.vault.permit_papers import LONGEST_LIST, Checked, NotAList, StatusList, check, read_list

NAME = "permit"
HELP = "居住证:离线核验、状态清单、到期签注 · residence permits: check offline, status list, endorsements due"
JOB = "job:permits"
_LISTS = {
    "forged": ("{file}:状态清单签名不符,不予采用。", "{file}: the status list's signature is wrong; it is not used."),
    "unknown_key": (
        "{file}:状态清单由不认识的密钥签名,不予采用。",
        "{file}: the status list is signed by a key that is not in the key file; it is not used.",
    ),
    "unreadable": (
        "{file}:不是状态清单;请重新下载。",
        "{file}: not a status list; download it again.",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="verify|status-list|due")
    checking = parts.add_parser("verify", help="离线核验一个居住证码 · check one code without a network")
    checking.add_argument("token", help="二维码内容或核验码 · what the QR code says")
    checking.add_argument("--keys", type=Path, required=True, metavar="FILE", help="公钥文件 · file of public keys")
    checking.add_argument("--list", type=Path, metavar="FILE", help="状态清单 · status list")
    checking.add_argument("--on", type=day, metavar="DATE", help="按哪一天,默认今天 · as of which day, default today")
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run=_verify)
    publishing = parts.add_parser("status-list", help="签名的状态清单和离线核验页 · signed list and offline page")
    publishing.add_argument("--on", type=day, metavar="DATE", help="截至哪一天,默认今天 · at the end of which day")
    publishing.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    publishing.set_defaults(run=_publish)
    opening = parts.add_parser("due", help="为签注窗口已开的居住证立项,每天运行 · open the cases due, run daily")
    opening.add_argument("--on", type=day, metavar="DATE", help="默认今天 · default today")
    opening.set_defaults(run=_due)


def _verify(args: argparse.Namespace) -> int:
    try:
        keys = public_keys.read(_text(args.keys))
    except public_keys.NotKeys as error:
        complain(f"{args.keys}:不是公钥文件({error})。", f"{args.keys}: not a file of public keys ({error}).")
        return UNREADABLE
    papers: StatusList | None = None
    if args.list is not None:
        try:
            papers = read_list(_text(args.list).strip(), keys)
        except NotAList as error:
            complain(*(said.format(file=args.list) for said in _LISTS[error.why]))
            return UNREADABLE
    found = check(args.token.rpartition("#")[2], keys, on=args.on or today(), papers=papers)
    _say(found, as_json=args.json)
    if found.result == "valid":
        return DONE
    return UNREADABLE if found.result in ("unknown_key", "unreadable") else FOUND


def _say(found: Checked, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
        return
    for line in sentence(found):
        print(line)


@site()
def _publish(args: argparse.Namespace) -> int:
    from django.contrib.staticfiles import finders
    from django.template.loader import render_to_string

    from xinju.portal.presenters import permits as presenters
    from xinju.registry.queries import permits
    from xinju.web import clock

    on = args.on or clock.today()
    keys, papers = permits.public_keys(), permits.signed_status_list(on)
    page = render_to_string("portal/permit_check_offline.html", presenters.permit_check(None, on))
    files = {
        "keys.json": public_keys.written(keys) + "\n",
        "status-list.txt": papers + "\n",
        "published.js": presenters.published(keys, papers),
        "check.html": page,
    }
    for name, static in (("permit-check.js", "portal/permit-check.js"), ("xinju.css", "web/xinju.css")):
        files[name] = Path(finders.find(static)).read_text(encoding="utf-8")
    args.output.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (args.output / name).write_text(text, encoding="utf-8")
    print(chosen(f"截至 {on} 的状态清单:{args.output}", f"status list at the end of {on}: {args.output}"))
    return DONE


@site()
def _due(args: argparse.Namespace) -> int:
    from xinju.registry.actions.permits import open_endorsements
    from xinju.web import clock

    count = open_endorsements(on=args.on or clock.today(), by=JOB)
    print(chosen(f"新立 {count} 件签注事项", f"{count} endorsements opened"))
    return DONE


def _text(path: Path) -> str:
    """A small text file. What is no text reads as nothing that can be used."""
    if path.stat().st_size > LONGEST_LIST:
        return ""
    return path.read_text(encoding="utf-8", errors="replace")
