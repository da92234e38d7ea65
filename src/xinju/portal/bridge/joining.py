"""Which step comes next, and what all the answers together say."""

from __future__ import annotations

from datetime import date

from xinju.portal.bridge.kept_answers import Answers
from xinju.registry.actions.joining import Joining
from xinju.registry.bridge.told import Told
from xinju.registry.queries.plates import district_code, place_of_plate
from xinju.values.citizen_id import CitizenId, fault_of
from xinju.web.language import say

ANYONE = "door:self"
STEPS = ("name", "document", "born", "phone", "since", "address", "children", "needs")
MOST_CHILDREN = 10
UNKNOWN = "unknown"
NEEDS = (
    ("housing", say("找房子、公租房", "Housing")),
    ("work", say("找工作、学技能", "Work or training")),
    ("medical", say("看病、打疫苗、生育服务", "Medical care, vaccination")),
    ("schooling", say("孩子上学、上幼儿园", "Schooling")),
)


def steps_of(answers: Answers) -> list[str]:
    """The steps of this visitor: no birth date where the number holds it, no address where the door is known."""
    left_out = set()
    if _citizen(answers) is not None:
        left_out.add("born")
    if answers.plate:
        left_out.add("address")
    return [step for step in STEPS if step not in left_out]


def next_step(answers: Answers) -> str | None:
    """The first that is not answered yet."""
    return next((step for step in steps_of(answers) if step not in answers), None)


def previous_step(answers: Answers, step: str) -> str | None:
    steps = steps_of(answers)
    at = steps.index(step) if step in steps else 0
    return steps[at - 1] if at else None


def children_of(answers: Answers) -> list[dict[str, str]]:
    """The children named so far, each with name and birth date."""
    return list(answers["named"].get("children", []))


def name_child(answers: Answers, child: dict[str, str]) -> None:
    """One more child; what is too many is left out."""
    answers.keep("named", {"children": [*children_of(answers), child][:MOST_CHILDREN]})


def drop_child(answers: Answers, at: int) -> None:
    """Take the child at this place in the list off it."""
    answers.keep("named", {"children": [one for place, one in enumerate(children_of(answers)) if place != at]})


def may_add_child(answers: Answers) -> bool:
    return len(children_of(answers)) < MOST_CHILDREN


def joining_of(answers: Answers, *, today: date) -> Joining:
    """The whole registration. Call it when every step is answered."""
    number, citizen = answers["document"]["number"], _citizen(answers)
    born = citizen.birth_date if citizen else date.fromisoformat(answers["born"]["born"])
    place = place_of_plate(answers.plate, asker=ANYONE)
    person = Told(
        name=answers["name"]["name"],
        number=number,
        document_kind=answers["document"]["kind"],
        birth_date=born,
        phone=answers["phone"]["phone"],
    )
    since = answers["since"]["since"]
    return Joining(
        person=person,
        since=max(today if since == UNKNOWN else date.fromisoformat(since), born),
        division=place.division if place else _division(answers),
        children=[_child(one, number) for one in children_of(answers)],
        place=place,
        address="" if place else answers["address"]["address"],
        needs=answers["needs"]["needs"],
    )


def _child(one: dict[str, str], number: str) -> Told:
    return Told(
        name=one["name"], birth_date=date.fromisoformat(one["born"]), number=number, is_guardians=bool(number),
        document_kind="none",
    )  # fmt: skip


def _division(answers: Answers) -> str:
    community = answers["address"]["community"]
    return district_code() if community == UNKNOWN else community


def _citizen(answers: Answers) -> CitizenId | None:
    document = answers["document"]
    number = document.get("number", "")
    return CitizenId(number) if document.get("kind") in ("citizen", "residence") and fault_of(number) is None else None
