"""The forms at the door."""

import re
import unicodedata

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.accounts.phone_numbers import LONGEST_TYPED, clean_phone
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


class PhoneForm(forms.Form):
    """Which phone the code goes to."""

    phone = forms.CharField(
        label=say("手机号", "Mobile number"),
        help_text=say(
            "验证码会发到这个手机。港澳和国外号码请加区号，如 +852。",
            "The code goes to this phone. From abroad, with +.",
        ),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": say("请填写手机号。", "Enter a mobile number.")},
    )

    def clean_phone(self) -> str:
        phone = clean_phone(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError(
                say("这不是可以收短信的手机号，请检查。", "This is no mobile number that takes messages.")
            )
        return phone


def code_field(label: str, **attributes: object) -> forms.CharField:
    """A field for a code that is read off a phone or a paper."""
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "one-time-code", "autofocus": True, **attributes}
        ),
        error_messages={"required": say("请填写验证码。", "Enter the code.")},
    )


def bare(typed: str) -> str:
    """A code without the spaces and full-width signs with which it was typed."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()


class CodeForm(forms.Form):
    """The six digits that came by message."""

    WRONG = say("验证码不正确或已过期。", "The code is not correct, or it is too old.")
    SIX_DIGITS = re.compile("[0-9]{6}")
    FIT = SIX_DIGITS

    code = code_field(say("六位验证码", "Six-digit code"), inputmode="numeric")

    def clean_code(self) -> str:
        code = bare(self.cleaned_data["code"])
        if not self.FIT.fullmatch(code):
            raise forms.ValidationError(self.WRONG)
        return code


class AppCodeForm(CodeForm):
    """The six digits that the authenticator app shows now."""

    WRONG = say("验证码不正确。请等下一个六位数再输入。", "The code is not correct. Wait for the next one.")

    code = code_field(say("应用里的六位数", "Six digits in the app"), inputmode="numeric")


class FactorForm(CodeForm):
    """The app's six digits, or one of the recovery codes on paper."""

    WRONG = AppCodeForm.WRONG
    LOCKED = say("错误次数太多，请 15 分钟后再试。", "Too many wrong codes. Try again in 15 minutes.")
    FIT = re.compile("[0-9]{6}|[A-Z2-9]{10}")

    code = code_field(say("应用里的六位数，或一个备用码", "Six digits in the app, or a recovery code"))
