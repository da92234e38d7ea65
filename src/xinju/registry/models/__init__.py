"""The registry's tables. Rows of facts are superseded, never changed; `Person` is a projection and is made anew."""

from xinju.registry.models.contests import Contest
from xinju.registry.models.deliveries import Delivery, QueryAnswer, QueryItem, QueryList, RememberedMapping
from xinju.registry.models.identities import Identity, Link, Particulars, Person
from xinju.registry.models.permits import (
    PaperCheck,
    Permit,
    PermitApplication,
    PermitEvent,
    PermitPaper,
    PermitStation,
)
from xinju.registry.models.places import Division, DivisionChange, Holding, Place, Stay
from xinju.registry.models.questions import LearnedModel, Question
from xinju.registry.models.receipts import Declared, EmployerClerk, EmployerList, Receipt
from xinju.registry.models.records import Employer, Record
from xinju.registry.models.relations import Household, HouseholdMember, Kinship
from xinju.registry.models.tellings import Occasion, ParticularsToldAgain, RecordToldAgain, StayToldAgain
from xinju.registry.models.visits import Doubt, Visit

__all__ = [
    "Contest",
    "Declared",
    "Delivery",
    "Division",
    "DivisionChange",
    "Doubt",
    "Employer",
    "EmployerClerk",
    "EmployerList",
    "Holding",
    "Household",
    "HouseholdMember",
    "Identity",
    "Kinship",
    "LearnedModel",
    "Link",
    "Occasion",
    "PaperCheck",
    "Particulars",
    "ParticularsToldAgain",
    "Permit",
    "PermitApplication",
    "PermitEvent",
    "PermitPaper",
    "PermitStation",
    "Person",
    "Place",
    "QueryAnswer",
    "QueryItem",
    "QueryList",
    "Question",
    "Receipt",
    "Record",
    "RecordToldAgain",
    "RememberedMapping",
    "Stay",
    "StayToldAgain",
    "Visit",
]
