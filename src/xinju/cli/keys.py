"""List, make, rotate and retire the keys that seal fields, find whole values and sign papers.

A rotation makes a new key, seals and indexes every row with it in batches while the program runs, and goes on where it was
when it is started again. Old keys still open; one is retired, and its secret destroyed, when nothing uses it any more.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.inputs import today
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain, print_json, print_table, progress
from xinju.vault import keyring as rings
from xinju.vault.keyring import Keyring
from xinju.vault.keys import (
    ACTIVE,
    COMING,
    LETTERS,
    NEEDED,
    OLD,
    RETIRED,
    SIGN,
    Key,
    KeyTrouble,
    NoKey,
    RetiredKey,
    UnknownKey,
    checked_purpose,
)
from xinju.vault.resealing import Renewal, Renewed, Tables, Use, covers, uses
from xinju.vault.sealing import Column
from xinju.vault.signing import public_key, public_keys

NAME = "keys"
HELP = "密钥:列出、新建、轮换、停用 · the keys: list, make, rotate, retire"
GRACE = 2.0  # seconds: every running process looks at the keyring's file at least each second
_ROUNDS = 3
_STATES = {
    COMING: ("待用", "coming"),
    ACTIVE: ("在用", "active"),
    OLD: ("仅供解开", "old"),
    RETIRED: ("已停用", "retired"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="list|new|rotate|retire|public")
    listing = parts.add_parser("list", help="所有密钥,不含内容 · all keys, never their content")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(part=_list)
    making = parts.add_parser("new", help="新建 · make a key for a purpose that has none")
    which = making.add_mutually_exclusive_group(required=True)
    which.add_argument("purpose", nargs="?", type=_purpose, help="field, sign, letters, index:<field>")
    which.add_argument("--all", action="store_true", help="补齐站点所需的全部 · all that a site needs and lacks")
    making.add_argument("--coming", action="store_true", help="先分发后启用 · known everywhere before it is used")
    making.set_defaults(part=_new)
    rotating = parts.add_parser("rotate", help="启用新密钥并逐批重封 · a new key, and every row made anew with it")
    rotating.add_argument("purpose", type=_purpose)
    rotating.set_defaults(part=_rotate)
    retiring = parts.add_parser("retire", help="停用:无处再用时销毁 · destroy an old key that nothing uses")
    retiring.add_argument("key", metavar="ID")
    retiring.set_defaults(part=_retire)
    publishing = parts.add_parser("public", help="公钥文件,供离线核验 · public keys for checks without network")
    publishing.add_argument("-o", "--output", type=Path, metavar="FILE.json")
    publishing.set_defaults(part=_public)
    for part in (listing, making, publishing):
        part.add_argument("--keys", type=Path, metavar="DIR", help="密钥文件夹,默认站点的 · default: the site's folder")


def run(args: argparse.Namespace) -> int:
    try:
        return args.part(args)
    except KeyTrouble as trouble:
        complain(_in_chinese(trouble), f"keys: {trouble}")
        return UNREADABLE


def _in_chinese(trouble: KeyTrouble) -> str:
    match trouble:
        case UnknownKey():
            return f"密钥文件里没有 {trouble.key_id}:请把含有它的密钥文件拷到这台机器。"
        case RetiredKey():
            return f"密钥 {trouble.key_id} 已于 {trouble.since} 停用。"
        case NoKey():
            return f"没有 {trouble.purpose} 的密钥:用 xinju keys new {trouble.purpose} 新建。"
    return f"密钥文件有问题:{trouble}"


def _list(args: argparse.Namespace) -> int:
    keys = _keyring(args).ring().keys
    if args.json:
        print_json([{"id": key.id, "purpose": key.purpose, "state": key.state, "created_on": key.created_on,
                     "retired_on": key.retired_on, "demo": key.is_demo} for key in keys])  # fmt: skip
        return DONE
    header = chosen("编号", "id"), chosen("用途", "purpose"), chosen("状态", "state"), chosen("建立", "made"), ""
    print_table(header, (_row(key) for key in sorted(keys, key=lambda key: (key.purpose, key.created_on))))
    return DONE


def _row(key: Key) -> Sequence[str]:
    demo = chosen("演示", "demo") if key.is_demo else ""
    return key.id, key.purpose, chosen(*_STATES[key.state]), key.created_on.isoformat(), demo


def _new(args: argparse.Namespace) -> int:
    keyring = _keyring(args)
    folder, before = keyring.folder, {key.id for key in keyring.ring().keys}
    for purpose in NEEDED if args.all else [args.purpose]:
        key = rings.new_key(folder, purpose, on=today(), demo=keyring.is_demo, coming=args.coming)
        if key.id not in before:
            print(f"{key.id}  {purpose}  {chosen(*_STATES[key.state])}")
        elif not args.all:
            complain(
                f"{purpose} 已有密钥 {key.id}:用 xinju keys rotate {purpose} 轮换。",
                f"{purpose} has the key {key.id}: use xinju keys rotate {purpose}.",
            )
            return FOUND
    complain(f"密钥在 {folder}:请与数据分开备份。", f"the keys lie in {folder}: back them up apart from the data.")
    return DONE


def _rotate(args: argparse.Namespace) -> int:
    if args.purpose == LETTERS:
        complain("告知单上的码只在纸上,无法重封,不能轮换。", "codes on letters exist on paper only: no rotation.")
        return FOUND
    with site():
        from xinju.web.keyring import keyring as keyring_of_site

        keyring = keyring_of_site()
        if args.purpose == SIGN:
            _turn(keyring, SIGN)
            return DONE
        columns, tables = sealed_columns(), _tables()
        done = Renewed()
        if _old_uses(keyring, args.purpose, columns, tables):
            complain("上次轮换没有做完,接着做。", "the last rotation was not finished: going on with it.")
            done = _renew(keyring, args.purpose, columns, tables)
        # Rows that do not open keep their old key for ever: they must not stand in the way of a new one.
        if not done.values:
            _turn(keyring, args.purpose)
            time.sleep(GRACE)
            done = _renew(keyring, args.purpose, columns, tables)
        left = _old_uses(keyring, args.purpose, columns, tables)
    print(chosen(f"重封 {done.values} 行", f"{done.values} rows made anew"))
    _say_uses(left)
    if done.unopened:
        examples = "、".join(done.examples)
        complain(f"{done.unopened} 行打不开:{examples}", f"{done.unopened} rows do not open: {examples}")
    return FOUND if left else DONE


def _turn(keyring: Keyring, purpose: str) -> None:
    """Take the coming key, or make one; every process knows it before the first value is made with it."""
    keyring.active(purpose)
    waiting = [key for key in keyring.ring().keys if key.purpose == purpose and key.state == COMING]
    key = (
        waiting[0] if waiting else rings.new_key(keyring.folder, purpose, on=today(), demo=keyring.is_demo, coming=True)
    )
    time.sleep(GRACE)
    rings.activate(keyring.folder, key.id)
    keyring.ring()
    print(chosen(f"{purpose} 启用密钥 {key.id}", f"{purpose} uses the key {key.id} now"))


def _renew(keyring: Keyring, purpose: str, columns: Sequence[Column], tables: Tables) -> Renewed:
    done = Renewed()
    for column in columns:
        if not covers(purpose, [column]):
            continue
        here = Renewed()
        with progress() as bar:
            task = bar.add_task(f"{column.table}.{column.column}", total=None)
            # Rows that a process wrote with the old key meanwhile are found by another round.
            for _ in range(_ROUNDS):
                once = Renewal(
                    column, keyring, tables, progress=lambda count, task=task: bar.advance(task, count)
                ).run()
                here = Renewed(here.values + once.values, once.unopened, once.examples)
                if not once.values:
                    break
        done = done.plus(here)
    return done


def _retire(args: argparse.Namespace) -> int:
    with site():
        from xinju.web.keyring import key_folder

        folder = key_folder()
        key = rings.read_ring(folder).key(args.key)
        return _retired(folder, key)


def _retired(folder: Path, key: Key) -> int:
    if key.state != OLD:
        complain(
            f"密钥 {key.id} 是{chosen(*_STATES[key.state])}的:只有轮换后的旧密钥可以停用。",
            f"key {key.id} is {key.state}: only an old key can be retired; rotate first.",
        )
        return FOUND
    if key.purpose != SIGN and not _is_unused(key):
        return FOUND
    public = public_key(key) if key.purpose == SIGN else b""
    rings.retire(folder, key.id, on=today(), public=public)
    print(chosen(f"密钥 {key.id} 已停用,内容已销毁。", f"key {key.id} is retired, its secret destroyed."))
    return DONE


def _is_unused(key: Key) -> bool:
    columns = sealed_columns()
    if not covers(key.purpose, columns):
        complain(
            f"没有应用申报使用 {key.purpose} 的列:无法断定不再使用。",
            f"no app declares columns for {key.purpose}: nothing can be said about its use.",
        )
        return False
    left = uses(key, columns, _tables())
    _say_uses(left)
    return not left


def _old_uses(keyring: Keyring, purpose: str, columns: Iterable[Column], tables: Tables) -> list[Use]:
    columns = list(columns)
    old = [key for key in keyring.ring().of(purpose) if key.state == OLD]
    return [use for key in old for use in uses(key, columns, tables)]


def _say_uses(left: Iterable[Use]) -> None:
    for use in left:
        complain(
            f"{use.place} 还有 {use.rows} 行用旧密钥。", f"{use.place}: {use.rows} rows are still made with an old key."
        )


def _public(args: argparse.Namespace) -> int:
    keys = public_keys(_keyring(args))
    text = json.dumps({key_id: {"algorithm": "Ed25519", "key": key.hex()} for key_id, key in keys.items()}, indent=2)
    if args.output is None:
        print(text)
    else:
        args.output.write_text(text + "\n", encoding="utf-8")
    return DONE


def sealed_columns() -> list[Column]:
    """What the apps declare: each may have a module `sealed` with a function `sealed_columns`. Needs the site."""
    from django.apps import apps

    found: list[Column] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.sealed"
        if app.name.startswith("xinju.") and importlib.util.find_spec(name) is not None:
            found.extend(importlib.import_module(name).sealed_columns())
    return found


def _tables() -> Tables:
    from django.db import connection, transaction

    return Tables(connection, transaction.atomic)


def _keyring(args: argparse.Namespace) -> Keyring:
    """The site's keyring, or the one of a folder named on the command line, which never gets a demo's keys."""
    if args.keys is not None:
        return Keyring(args.keys.resolve(), demo=False)
    with site():
        from xinju.web.keyring import keyring

        return keyring()


def _purpose(text: str) -> str:
    try:
        return checked_purpose(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r}: 应为 field、sign、letters 或 index:<字段> / expected field, sign, letters or index:<field>"
        ) from None
