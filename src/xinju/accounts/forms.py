"""The forms at the door."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from xinju.accounts.models import Role
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
    """Which demo officer to be."""

    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role)
