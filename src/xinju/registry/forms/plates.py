"""Which building's plates are to be printed."""

from django import forms

from xinju.registry.forms.fields import LONGEST_ADDRESS
from xinju.web.language import say


class BuildingForm(forms.Form):
    """Part of an address, or a plate."""

    typed = forms.CharField(
        label=say("楼栋地址或门牌码", "Address of the building, or a plate"),
        required=False,
        max_length=LONGEST_ADDRESS,
        error_messages={"max_length": say("写得太长了。", "That is too long.")},
    )
