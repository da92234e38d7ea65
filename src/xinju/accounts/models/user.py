"""The account itself."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from xinju.accounts.roles import LONGEST_REGION, Role
from xinju.web.language import CHINESE, ENGLISH

READ_IN = ((CHINESE, "中文"), (ENGLISH, "English"))


class UserManager(BaseUserManager):
    """Makes accounts; one without a password cannot be entered with one."""

    def create_user(
        self,
        username: str,
        *,
        name: str,
        role: str,
        office: str,
        region: str = "",
        source: str = "",
        mail: str = "",
        password: str | None = None,
        password_is_first: bool = False,
    ) -> "User":
        user = self.model(
            username=username, name=name, role=role, office=office, region=region, source=source, mail=mail
        )
        user.password_is_first = password_is_first
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An officer, or a resident's account. One role, one office, one region: a change of post is another account."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True, help_text="Blank for a resident: the registry knows the name.")
    role = models.CharField(max_length=30, choices=Role.choices)
    office = models.CharField(max_length=120, blank=True)
    region = models.CharField(
        max_length=LONGEST_REGION, blank=True, help_text="Division code whose rows the officer sees."
    )
    source = models.CharField(max_length=40, blank=True, help_text="Department whose lists a clerk answers: police.")
    mail = models.EmailField(max_length=120, blank=True, help_text="An officer's at work, for reminders.")
    language = models.CharField(
        max_length=12, choices=READ_IN, blank=True, help_text="Chosen last by the switch: messages go out in it."
    )
    is_active = models.BooleanField(default=True)
    password_is_first = models.BooleanField(default=False, help_text="Somebody else has seen it: replaced at sign-in.")
    sessions_ended = models.PositiveIntegerField(default=0, help_text="Counted up to end every open session at once.")

    USERNAME_FIELD = "username"

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_user_role"),
            models.CheckConstraint(
                condition=models.Q(language__in=["", *dict(READ_IN)]), name="accounts_user_language"
            ),
            models.CheckConstraint(
                condition=(models.Q(role=Role.DEPARTMENT_CLERK) & ~models.Q(source=""))
                | (~models.Q(role=Role.DEPARTMENT_CLERK) & models.Q(source="")),
                name="accounts_clerk_has_source",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.PERSON) | models.Q(office="", region="", source="", mail=""),
                name="accounts_person_has_no_post",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def end_sessions(self) -> None:
        """End every session of this account, wherever it is open."""
        type(self).objects.filter(pk=self.pk).update(sessions_ended=models.F("sessions_ended") + 1)

    def get_session_auth_hash(self) -> str:
        return self._session_seal(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_seal(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_seal(self, secret: str) -> str:
        # Over the password and the count of ended sessions: a change of either ends them all.
        text = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("xinju.accounts.session", text, secret=secret, algorithm="sha256").hexdigest()
