"""What a window officer types or scans with the document in hand."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from xinju.registry.bridge.documents import document_of
from xinju.registry.forms.fields import LONGEST_ADDRESS, LONGEST_NUMBER, DayField, DocumentForm, NameField, PhoneField
from xinju.registry.models.identities import DocumentKind, Sex
from xinju.registry.models.relations import Kin
from xinju.registry.queries.counter import places_like
from xinju.registry.queries.plates import communities
from xinju.values.citizen_id import CitizenId, fault_of
from xinju.values.period import add_months
from xinju.web.language import chosen, say

OF_AGE = 18 * 12
GONE = say("这张表单已失效，请重新打开页面。", "This form is no longer good: open the page again.")
RELATIONS = (("child", say("子女", "Child")), (Kin.SPOUSE.value, say("配偶", "Spouse")))
DWELLINGS = (
    ("", "—"),
    ("rented", say("租房", "rented")),
    ("owned", say("自有住房", "owned")),
    ("dormitory", say("单位宿舍", "dormitory")),
    ("public_rental", say("公共租赁住房", "public rental")),
    ("other", say("其他", "other")),
)


class StartForm(forms.Form):
    """One field: the card reader types the number and presses Enter."""

    number = forms.CharField(
        label=say("证件号码", "Document number"),
        help_text=say("刷卡或输入后按回车", "Read the card, or type and press Enter"),
        max_length=LONGEST_NUMBER,
        error_messages={
            "required": say("请刷卡或输入证件号码。", "Read the card or type the number."),
            "max_length": say("号码太长了。", "The number is too long."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        document = document_of(self.cleaned_data["number"])
        if not document.number or document.fault:
            raise forms.ValidationError(
                say("这个号码不对，请重刷或再看一遍；没有证件请用下面的“没有证件”。",
                    "This number is wrong: read the card again; without a document use the link below.")
            )  # fmt: skip
        self.kind = document.kind
        return document.number


class SentOnce(forms.Form):
    """A form whose id is made with the page: sent twice it lands once."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4, error_messages={"required": GONE, "invalid": GONE}
    )


class HomeForm(SentOnce):
    """Where from a day on: a plate scanned, an address of the register, or a free address with its community."""

    where = forms.CharField(
        label=say("住址或门牌码", "Address or door plate"),
        help_text=say("扫门牌二维码，或输入地址；房屋登记里没有的，再选社区。", "Scan the plate or type the address; where it is not in the register, choose the community too."),
        max_length=LONGEST_ADDRESS,
        error_messages={
            "required": say("请填写住址。", "Write the address."),
            "max_length": say("住址最多 200 个字。", "An address has 200 characters at most."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    community = forms.ChoiceField(
        label=say("社区（村）", "Community or village"),
        required=False,
        error_messages={"invalid_choice": say("请从列表里选。", "Choose one of the list.")},
    )
    dwelling = forms.ChoiceField(
        label=say("居所类别", "Kind of dwelling"),
        choices=DWELLINGS,
        required=False,
        error_messages={"invalid_choice": say("请从列表里选。", "Choose one of the list.")},
    )
    start = DayField(label=say("从哪天起住", "Here since"), earliest=date(1949, 10, 1))

    def __init__(self, *args: Any, today: date, asker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.asker, self.place = today, asker, None
        named = [(code, chosen(zh, english)) for code, zh, english in communities() if code.startswith(asker.region)]
        self.fields["community"].choices = [("", "—"), *named]
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.latest = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "where" in cleaned and "community" in cleaned:
            found = places_like(cleaned["where"], asker=self.asker)
            exact = [place for place in found if cleaned["where"] in (place.plate, place.address)]
            self.place = (exact or found)[0] if len(exact) == 1 or len(found) == 1 else None
            if self.place is None and not cleaned["community"]:
                self.add_error("where", self._unclear([place.address for place in found]))
        return cleaned

    @staticmethod
    def _unclear(addresses: list[str]) -> str:
        if not addresses:
            return chosen(
                "房屋登记里没有这个地址，请选社区。", "This address is not in the register: choose the community."
            )
        listed = chosen("、", "; ").join(addresses[:5])
        return chosen(f"这个地址不止一处，请写全：{listed}", f"More than one fits, write it in full: {listed}")


class PersonForm(DocumentForm):
    """Who somebody is, by the document seen. `apart` are keys of people whom the officer was shown and who are none of them."""

    apart = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_000)
    name = NameField()
    born = DayField(
        label=say("出生日期", "Date of birth"),
        help_text=say("身份证号里有的不用填。", "Not needed where the identity number holds it."),
        required=False,
    )
    sex = forms.ChoiceField(
        label=say("性别", "Sex"),
        choices=Sex.choices,
        required=False,
        error_messages={"invalid_choice": say("请从列表里选。", "Choose one of the list.")},
    )
    phone = PhoneField(required=False)

    def clean_apart(self) -> frozenset[str]:
        return frozenset(self.cleaned_data["apart"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("number", "")
        if fault_of(number) is None:
            cleaned["born"] = CitizenId(number).birth_date
            cleaned["sex"] = cleaned.get("sex") or ("male" if int(number[16]) % 2 else "female")
        if cleaned.get("kind") == DocumentKind.NONE and not cleaned.get("born") and "born" not in self.errors:
            self.add_error("born", say("没有证件号码时请填出生日期。", "Without a number write the date of birth."))
        born, start = cleaned.get("born"), cleaned.get("start")
        if born and start and start < born:
            self.add_error("start", say("这一天早于出生日期。", "This day lies before the date of birth."))
        return cleaned

    @property
    def is_child(self) -> bool:
        """Under eighteen today."""
        born = self.cleaned_data.get("born")
        return born is not None and add_months(born, OF_AGE) > self.today


class RegisterForm(PersonForm, HomeForm):
    """A new person, and where he lives."""

    field_order = ("number", "kind", "name", "sex", "born", "phone", "where", "community", "start", "dwelling")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The card has given the number: the cursor stands where the officer goes on.
        first = "name" if self.initial.get("number") else "number"
        self.fields[first].widget.attrs["autofocus"] = True


class MemberForm(PersonForm, HomeForm):
    """Somebody who lives with a known person."""

    relation = forms.ChoiceField(
        label=say("与本人的关系", "Relation to the person"),
        choices=RELATIONS,
        error_messages={
            "required": say("请选关系。", "Choose the relation."),
            "invalid_choice": say("请从列表里选。", "Choose one of the list."),
        },
    )
    field_order = (
        "relation",
        "kind",
        "number",
        "name",
        "born",
        "sex",
        "phone",
        "where",
        "community",
        "start",
        "dwelling",
    )


class DepartureForm(SentOnce):
    """The last day."""

    end = DayField(label=say("最后一天", "Last day"), earliest=date(1949, 10, 1))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].latest, self.fields["end"].initial = today, today
