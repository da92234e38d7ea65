"""Log lines hold no identity number, phone or address, whatever was given to them."""

import json
import logging
import re
import sys

import pytest
from django.db import IntegrityError
from django.test import Client, override_settings
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.conftest import OF_A_PERSON

from xinju.web.doors import public
from xinju.web.logs import JsonLines, PlainLines, without_people

NUMBER = "990101199001011234"
PHONE = "10012345678"
ADDRESS = "和润市学府路 12 号 3 幢 201 室"


def line(message, *values, formatter=JsonLines, **more):
    record = logging.LogRecord("xinju.registry", logging.WARNING, "x.py", 1, message, values, more.get("exc_info"))
    return formatter().format(record)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "99010119900101123X",
        "990101900101123",
        "９９０１０１１９９００１０１１２３Ｘ",
        "990101 19900101 1234",
        "990101-19900101-1234",
        PHONE,
        f"+86{PHONE}",
        "+86 100-1234-5678",
        f"电话{PHONE}请回拨",
        f"phone={PHONE}",
        f"phone{PHONE}",
        "0577-88123456",
        "H12345678",
        "E99123456",
    ],
)
def test_a_number_is_closed(text):
    said = without_people(f"row of {text} refused")

    assert "[number]" in said and not re.search(r"\d{5}", said.replace("０", "0"))


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        "学府路12号3幢201室",
        "学府路１２号",
        "示例新村三栋二单元",
        "南塘街道学府社区学府路8弄5号",
        "东河里 7 号 502",
    ],
)
def test_an_address_is_closed(text):
    said = without_people(f"cannot place {text}")

    assert "[address]" in said and not re.search(r"学府|新村|东河|\d", said)


@pytest.mark.parametrize(
    "text",
    [
        "0198a5d2-0000-7000-8000-000000000001 landed",
        "a" * 32 + "0" * 32,
        "SM3 1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
        "1000000 rows in 12.5 s at 2026-05-12",
        "worker 3 took placement.run 17",
        "/benefits/rounds/2026-primary-1/",
    ],
)
def test_opaque_names_and_counts_stay_readable(text):
    assert without_people(text) == text


def test_a_line_is_json_with_its_time_in_utc():
    said = json.loads(line("rows of %s: %d", "somebody", 3))

    assert (said["level"], said["from"], said["says"]) == ("WARNING", "xinju.registry", "rows of somebody: 3")
    assert said["at"].endswith("+00:00")


@pytest.mark.parametrize("formatter", [JsonLines, PlainLines])
def test_an_exception_tells_its_type_and_place_but_not_the_row(formatter):
    try:
        raise IntegrityError(f"Key (name, phone)=(王芳, {PHONE}) already exists")
    except IntegrityError:
        said = line("broken", exc_info=sys.exc_info(), formatter=formatter)

    assert "IntegrityError" in said and "test_logs.py" in said
    assert "王芳" not in said and PHONE not in said


@pytest.mark.parametrize("formatter", [JsonLines, PlainLines])
def test_values_that_do_not_fit_a_message_are_not_printed(formatter):
    assert "secret" not in line("three %s %s %s", "secret", formatter=formatter)


def test_a_line_stays_one_line():
    assert "\n" not in line("two\nlines")


@given(
    st.text(),
    st.from_regex(r"99[0-9]{15}[0-9X]", fullmatch=True),
    st.text(alphabet=st.characters(exclude_categories=["Nd"])),
)
def test_an_identity_number_never_comes_through(before, number, after):
    assert number not in line(before.replace("%", "") + " " + number + " " + after.replace("%", ""))


@public
def breaks(request):
    raise ValueError(f"{NUMBER} of {ADDRESS}")


urlpatterns = [path("breaks/", breaks)]
handler500 = "django.views.defaults.server_error"


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_breaks_leaves_no_value_in_the_log(caplog):
    client = Client(raise_request_exception=False)
    answer = client.get(f"/breaks/?phone={PHONE}&number={NUMBER}", HTTP_REFERER=f"/x?{PHONE}")

    lines = [JsonLines().format(record) for record in caplog.records]

    assert answer.status_code == 500 and any("ValueError" in said for said in lines)
    for value in (NUMBER, PHONE, "学府路"):
        assert not any(value in said for said in lines)


@pytest.mark.parametrize("text", [f"row of {NUMBER}", f"code sent to {PHONE}", f"stay at {ADDRESS}"])
def test_the_watch_over_every_test_of_an_app_knows_a_person(text):
    assert OF_A_PERSON.search(text)
    assert not OF_A_PERSON.search("registry.import 0b1c10012345678d-4f2a-11111111111a done 3.1 s")
