"""The forms at the door."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.accounts.purposes import Purpose
from xinju.accounts.roles import OFFICERS, Role
from xinju.web.language import say


class SignInForm(AuthenticationForm):
    """Name and password; the answer to a wrong pair does not say which of the two is wrong."""

    error_messages = {
        "invalid_login": say("用户名或密码不正确。", "User name or password is not correct."),
        "inactive": say("这个账号已停用。", "This account is closed."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = say("用户名", "User name")
        self.fields["password"].label = say("密码", "Password")


class DemoSignInForm(forms.Form):
    """Which demo officer or resident to be: one of the two."""

    role = forms.TypedChoiceField(choices=[(role.value, role.label) for role in OFFICERS], coerce=Role, required=False)
    kind = forms.TypedChoiceField(
        choices=[(kind.value, kind.value) for kind in DemoPersonKind], coerce=DemoPersonKind, required=False
    )

    def clean(self) -> dict[str, object]:
        if bool(self.cleaned_data.get("role")) == bool(self.cleaned_data.get("kind")):
            raise forms.ValidationError("expected a role or a kind of resident")
        return self.cleaned_data


class PurposeForm(forms.Form):
    """Why the officer is going to look at people."""

    purpose = forms.TypedChoiceField(
        label=say("这次查找是为了", "You are looking because"),
        choices=Purpose.choices,
        coerce=Purpose,
        widget=forms.RadioSelect,
        error_messages={"required": say("请选一项。", "Choose one.")},
    )
