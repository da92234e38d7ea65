"""The forms at the door."""

import re
import unicodedata

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm

from xinju.accounts.access import Ended
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.accounts.phone_numbers import LONGEST_TYPED, clean_phone
from xinju.accounts.purposes import Purpose
from xinju.accounts.roles import LONGEST_REGION, OFFICERS, Role, posting_fault
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


class NewPasswordForm(SetPasswordForm):
    """The officer's own choice, twice, in place of the password that was handed over."""

    error_messages = {"password_mismatch": say("两次输入的密码不一样。", "The two passwords differ.")}
    FIRST = say("新密码（至少 10 位，不能和用户名相似）", "New password (10 characters or more, unlike the user name)")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("new_password1", self.FIRST), ("new_password2", say("再输入一次", "Once more"))):
            self.fields[name].label, self.fields[name].help_text = label, ""

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(say("请换一个和初始密码不同的。", "Choose another one than the first."))
        return password


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


def mail_field() -> forms.EmailField:
    """An officer's address at work."""
    return forms.EmailField(
        label=say("工作邮箱", "Mail at work"),
        help_text=say("事项快到期时提醒；可不填。", "For reminders of cases soon due; may stay blank."),
        error_messages={"invalid": say("这不是邮箱地址，请检查。", "This is no mail address.")},
        max_length=120,
        required=False,
    )


class MailForm(forms.Form):
    """Where an officer's reminders go."""

    mail = mail_field()


class OfficerForm(forms.Form):
    """An officer's account to be opened."""

    TAKEN = say("这个用户名已经有人用了。", "This user name is taken.")
    UNFIT = say(
        "身份、区域和部门不匹配：网格员要 12 位以上的区域代码，窗口人员要有区域，部门经办人要有部门代码，其他人没有。",
        "Role, region and department do not go together: a grid worker has a code of 12 or more digits, a window "
        "officer a region, a department clerk a department, nobody else has one.",
    )

    username = forms.SlugField(label=say("用户名", "User name"), max_length=60, allow_unicode=True)
    name = forms.CharField(label=say("姓名", "Name"), max_length=60)
    role = forms.TypedChoiceField(
        label=say("身份", "Role"), choices=[(role.value, role.label) for role in OFFICERS], coerce=Role
    )
    office = forms.CharField(label=say("单位", "Office"), max_length=120)
    region = forms.RegexField(
        r"^[0-9]*$",
        label=say("区域代码", "Region"),
        help_text=say("只看得到以此开头的区域；全区的身份留空。", "Sees divisions that begin with it; blank for all."),
        max_length=LONGEST_REGION,
        required=False,
    )
    source = forms.SlugField(
        label=say("部门代码（仅部门经办人）", "Department (clerks only)"), max_length=40, required=False
    )
    mail = mail_field()

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if not self.errors and posting_fault(said["role"], said["region"], said["source"]):
            raise forms.ValidationError(self.UNFIT)
        return said


class SubjectForm(forms.Form):
    """The officer's identifier at the city's sign-in."""

    subject = forms.CharField(label=say("统一身份标识", "Identifier at the city's sign-in"), max_length=200)


class EndBindingForm(forms.Form):
    """Why a binding ends."""

    because = forms.TypedChoiceField(
        choices=[(ended.value, ended.label) for ended in Ended if ended is not Ended.BOUND_ANEW], coerce=Ended
    )
