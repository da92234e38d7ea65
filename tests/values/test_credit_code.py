"""The unified social credit code."""

from xinju.values.credit_code import check_character, fault_of


def test_the_standards_own_example_is_sound():
    assert fault_of("91350100M000100Y43") is None


def test_one_wrong_character_is_found():
    good = "91990102MA2EFGHJ1"
    good += check_character(good)

    wrong = [good[:at] + ("0" if good[at] != "0" else "1") + good[at + 1 :] for at in range(2, 18)]

    assert {fault_of(code) for code in wrong} == {"check"}


def test_letters_that_are_taken_for_figures_are_no_part_of_it():
    assert fault_of("91350100I000100Y43") == "shape"
