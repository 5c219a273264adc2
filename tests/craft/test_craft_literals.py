"""What another wording of a question must keep does not depend on how the name that goes is quoted."""

from taskloom.craft.question import literals


def test_a_quoted_name_that_is_left_out_leaves_nothing_behind() -> None:
    question = "On the page “Mila Vranov”, what figure is listed under “Staff” for Hesk in 1999?"
    assert literals(question, ("Mila Vranov",), "en") == (("Staff",), ("1999",), ("Hesk",))


def test_a_quotation_that_holds_the_name_goes_with_it_but_for_its_figures_and_names() -> None:
    question = "Who is listed first on the page “Austria at the 1999 Winter Games”?"
    assert literals(question, ("Austria",), "en") == (("1999",), ("Winter",), ("Games",))
