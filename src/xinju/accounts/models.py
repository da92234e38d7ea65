"""Officers and their roles."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from xinju.web.language import say


class Role(models.TextChoices):
    """What an officer is here to do; a page names the roles it is open to."""

    EDUCATION_OFFICER = "education_officer", say("教育局经办人", "Education officer")
    POLICY_OFFICE = "policy_office", say("政策科", "Policy office")
    WINDOW_OFFICER = "window_officer", say("窗口人员", "Window officer")
    AUDITOR = "auditor", say("审计员", "Auditor")


class UserManager(BaseUserManager):
    """Makes officers; a user without a password cannot sign in with one."""

    def create_user(
        self, username: str, *, name: str, role: str, office: str, region: str = "", password: str | None = None
    ) -> "User":
        user = self.model(username=username, name=name, role=role, office=office, region=region)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An officer. One role, one office, one region: who changes post gets another account."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=30, choices=Role.choices)
    office = models.CharField(max_length=120)
    region = models.CharField(max_length=12, blank=True, help_text="Division code whose rows the officer sees.")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"

    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_user_role")]

    def __str__(self) -> str:
        return self.name
