"""Open an officer's account from the server's own shell: the first security officer has nobody else to do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinju.accounts import actions
from xinju.accounts.access import OFFICERS


class Command(BaseCommand):
    help = "Open an officer's account and print its first password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=[role.value for role in OFFICERS])
        parser.add_argument("--name", required=True)
        parser.add_argument("--office", required=True)
        parser.add_argument("--region", default="", help="division code whose rows the officer sees")
        parser.add_argument("--source", default="", help="a department clerk's department, such as police")

    def handle(self, *, username: str, **said: Any) -> None:
        password = actions.first_password()
        post = {part: said[part] for part in ("role", "name", "office", "region", "source")}
        try:
            actions.open_account(username=username, password=password, is_first=True, by="job:shell", **post)
        except actions.UnfitPost as fault:
            raise CommandError(str(fault)) from None
        except actions.NameTaken:
            raise CommandError(f"{username}: this user name is taken") from None
        self.stdout.write(password)
