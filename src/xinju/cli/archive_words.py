"""What keeps a backup or a restore from going on, in one sentence for the operator."""

from __future__ import annotations

from xinju.cli.archive import NotAnArchive
from xinju.cli.databases import NoTool, ToolFailed
from xinju.cli.speech import complain

_WORDS = {
    "key_open_to_others": ("{}:别人也能读,先 chmod 600。", "{}: others may read it; chmod 600 it."),
    "no_key": (
        "{}:不是备份密钥(应为 32 位十六进制数字);用 xinju backup --new-key --key FILE 新建。",
        "{}: no key of a backup (32 hexadecimal digits); make one with xinju backup --new-key --key FILE.",
    ),
    "does_not_open": (
        "{}:打不开。密钥不对,或文件被改动、不完整。请用当时的密钥,或另一份备份。",
        "{}: does not open: another key, or the file was changed or cut off. Use the key of that day, or another backup.",
    ),
    "no_manifest": ("{}:没有清单,不完整。", "{}: has no manifest, it is not whole."),
    "differs": ("{}:校验和与清单不符。", "{}: its checksum is not the manifest's."),
    "foreign_member": ("备份里有不该有的文件 {}。", "the backup holds a file that does not belong there: {}."),
    "other_format": ("备份格式 {} 与本程序不同。", "the backup has the format {}, which this program does not know."),
}


def complain_of(trouble: NotAnArchive | NoTool | ToolFailed) -> None:
    """One line to the error output."""
    match trouble:
        case NotAnArchive():
            zh, en = _WORDS[trouble.code]
            complain(zh.format(trouble.about), en.format(trouble.about))
        case NoTool():
            complain(
                f"这台机器没有 {trouble}:apt-get install postgresql-client。",
                f"{trouble} is not on this machine: apt-get install postgresql-client.",
            )
        case ToolFailed():
            complain(f"PostgreSQL 工具出错:{trouble}", f"PostgreSQL's tool failed: {trouble}")
