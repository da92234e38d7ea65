"""What officers and families type in."""

from uuid import uuid4

from django import forms

from xinju.benefits.models import VoidReason
from xinju.vault.letter_codes import canonical
from xinju.web.language import say

MOST_BYTES = 200_000_000
SORTS = (
    ("number", say("申请编号", "application number")),
    ("-total", say("积分从高到低", "points, high to low")),
    ("total", say("积分从低到高", "points, low to high")),
    ("school", say("学校", "school")),
)
OUTCOMES = (
    ("", say("全部", "all")),
    ("ranked", say("参加排名", "ranked")),
    ("placed", say("已安排", "placed")),
    ("unplaced", say("未安排", "not placed")),
    ("refused", say("未参加排名", "not ranked")),
)


class OpenForm(forms.Form):
    """What a new round goes by. Without sheet and facts the list of applicants brings its own points."""

    rules = forms.ChoiceField(label=say("批次规则", "The round's rules"))
    as_of = forms.DateField(
        label=say("积分截止日", "Points as of"),
        help_text=say("如 2026-04-30", "such as 2026-04-30"),
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": say("请填写日期。", "Fill in the day."),
            "invalid": say("应为日期，如 2026-04-30。", "A date such as 2026-04-30 is expected."),
        },
    )
    sheet = forms.ChoiceField(label=say("计分标准", "Score sheet"), required=False)
    facts = forms.ChoiceField(
        label=say("事实数据", "Facts"),
        help_text=say("选了计分标准就要选事实数据；都不选时，积分写在名单里。",
                      "A sheet needs facts; without both the list of applicants brings the points."),
        required=False,
    )  # fmt: skip

    def __init__(self, *args, rules=(), sheets=(), facts=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        none = ("", say("不用，积分写在名单里", "none: the list brings the points"))
        self.fields["rules"].choices = rules
        self.fields["sheet"].choices = [none, *((name, name) for name in sheets)]
        self.fields["facts"].choices = [none, *((name, name) for name in facts)]

    def clean(self) -> dict:
        cleaned = super().clean()
        if bool(cleaned.get("sheet")) != bool(cleaned.get("facts")):
            self.add_error("facts", say("计分标准和事实数据要一起选。", "Choose sheet and facts together."))
        return cleaned


class UploadForm(forms.Form):
    """The list of applicants. `client_id` is made with the form, so that sending it twice changes nothing."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=say("申请人名单", "List of applicants"),
        help_text=say("上传 .xlsx、.xls 或 .csv 文件；请用本页的模板，各列已设为文本格式。",
                      "An .xlsx, .xls or .csv file; use the template on this page, its columns are text."),
        error_messages={
            "required": say("请选择文件。", "Choose a file."),
            "empty": say("文件是空的。", "The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(say("文件太大，请分成几个。", "The file is too large: split it."))
        return file


class PlaceForm(forms.Form):
    """The lottery's seed as it was drawn or opened; empty where the rules hold it or no tie needs it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seed = forms.CharField(
        label=say("抽签种子（选填）", "Lottery seed (optional)"),
        help_text=say("先公布名单指纹，再抽出种子，照抄在这里；至少16个字符。",
                      "Publish the list's hash, then draw the seed and copy it here; at least 16 characters."),
        required=False,
        min_length=16,
        max_length=200,
        strip=True,
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """The officer says that the shown result is the one that takes effect. `client_id` is made with the form."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    certificate = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=say("我已查看核验结论，确认这一结果生效", "I have seen the verdict: this result takes effect"),
        error_messages={"required": say("请先勾选确认。", "Tick the box to confirm.")},
    )


class IssueForm(forms.Form):
    """In which language the letters are made. `client_id` is made with the form."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    language = forms.ChoiceField(choices=(("zh", "中文"), ("en", "English")))


class RevokeForm(forms.Form):
    """Why a letter is declared void; the second step of the page sends `confirmed` with it."""

    because = forms.ChoiceField(
        label=say("原因", "Reason"),
        choices=VoidReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": say("请选择原因。", "Choose the reason."),
            "invalid_choice": say("请选择原因。", "Choose the reason."),
        },
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ListForm(forms.Form):
    """Filter and order of the list of children."""

    number = forms.CharField(label=say("申请编号", "Application number"), required=False, max_length=60)
    school = forms.ChoiceField(label=say("学校", "School"), required=False)
    outcome = forms.ChoiceField(label=say("结果", "Result"), required=False, choices=OUTCOMES)
    sort = forms.ChoiceField(label=say("排序", "Order"), required=False, choices=SORTS)

    def __init__(self, *args, schools=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [("", say("全部", "all")), *schools]

    def chosen(self) -> dict[str, str]:
        """What was asked for, as keywords of the query; nonsense asks for everything."""
        if not self.is_valid():
            return {}
        return {key: value for key, value in self.cleaned_data.items() if value}


class CodeForm(forms.Form):
    """The code as it stands on the letter."""

    code = forms.CharField(
        label=say("核验码", "Code"),
        help_text=say("告知单右下角的26位字母和数字，空格、短横、大小写都可以。",
                      "26 letters and digits at the foot of the letter; spaces, dashes and case do not matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": say("请输入核验码。", "Type the code.")},
    )  # fmt: skip

    def clean_code(self) -> str:
        bare = canonical(self.cleaned_data["code"])
        if bare is None:
            raise forms.ValidationError(
                say("核验码应为26位字母和数字，请对照告知单。", "A code has 26 letters and digits: compare the letter.")
            )
        return bare


class BirthdayForm(forms.Form):
    """The child's birthday, which opens the letter's page."""

    birthday = forms.DateField(
        label=say("儿童出生日期", "The child's birthday"),
        help_text=say("如 2019-10-01", "such as 2019-10-01"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日"],
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": say("请输入出生日期。", "Type the birthday."),
            "invalid": say("应为日期，如 2019-10-01。", "A date such as 2019-10-01 is expected."),
        },
    )
