"""Every component of the stylesheet, on a phone and on a desk, in both languages."""

import pytest


@pytest.mark.parametrize("manner", ["phone", "desk"])
@pytest.mark.parametrize("language", ["中文", "English"])
def test_no_component_is_a_barrier(visitor, manner, language):
    visitor.opens(f"/page/styleguide/?manner={manner}&name=")
    if language == "English":
        visitor.presses("English")

    visitor.finds_no_barrier().keeps_pictures(f"styleguide-{manner}-{language}")


def test_an_error_in_the_summary_leads_to_its_field(visitor):
    visitor.opens("/page/styleguide/?name=")

    visitor.presses("姓名").has_focus_on("#id_name")
