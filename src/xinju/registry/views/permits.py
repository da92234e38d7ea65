"""A person's registration and permit, the applications, and the mobile stations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xinju.accounts.access import has_role, purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.cases import actions as case_actions
from xinju.cases import queries as cases
from xinju.cases import words as case_words
from xinju.documents.permits import gap_notice_pdf, permit_pdf
from xinju.documents.qr import qr_svg
from xinju.registry.access.permits import ACTS, DECIDES, HANDS_OVER, READS, READS_CASES, TAKES_IN
from xinju.registry.actions import permit_applications, permits
from xinju.registry.actions.permit_acts import Act, MayNot
from xinju.registry.forms import permits as forms
from xinju.registry.presenters import permit_papers
from xinju.registry.presenters import permits as presenters
from xinju.registry.queries import permits as queries
from xinju.web.clock import now, today
from xinju.web.language import chosen

PERMIT_ACTS = ("ask", "endorse", "refuse-endorsement", "move", "replace", "end")
DONE = {
    "supplement": ("材料已核对。", "The papers are checked."),
    "approve": ("已批准，待制发。", "Approved; to be made."),
    "refuse": ("已作出不予发证的决定。", "Refused."),
    "hand-over": ("已制发并交付。", "Issued and handed over."),
    "withdraw": ("已撤回。", "Withdrawn."),
    "ask": ("已收签注申请。", "The endorsement is asked for."),
    "endorse": ("已签注。", "Endorsed."),
    "refuse-endorsement": ("已作出不予签注的决定。", "The endorsement is refused."),
    "move": ("居住地址已变更。", "The address is changed."),
    "replace": ("已换发，旧证列入状态清单。", "Replaced; the old paper is on the status list."),
    "end": ("居住证已终止。", "The permit has ended."),
}
TITLES = {
    "supplement": ("补交材料", "Papers brought later"),
    "approve": ("批准", "Approve"),
    "refuse": ("不予发证", "Refuse"),
    "hand-over": ("制发并交付", "Issue and hand over"),
    "withdraw": ("本人撤回", "The person withdraws"),
    "ask": ("申请签注", "Ask for the endorsement"),
    "endorse": ("签注", "Endorse"),
    "refuse-endorsement": ("不予签注", "Refuse the endorsement"),
    "move": ("变更居住地址", "Change of address"),
    "replace": ("换发、补发", "Replace the paper"),
    "end": ("终止居住证", "End the permit"),
}
MAKES_KNOWN = (MayNot, case_actions.Refused)


@require_role(*READS)
@require_GET
@require_purpose
@never_cache
def permit_list(request: HttpRequest) -> HttpResponse:
    """Permits whose endorsement is due or was missed, in the officer's region."""
    day = today()
    rows = list(queries.due_soon(request.user, on=day)[:200])
    record_look(about=[row.identity.person for row in rows], by=request.user, purpose=purpose_of(request))
    values = {
        "lines": [presenters.due_line(row, day) for row in rows],
        "may_plan": has_role(request.user, *ACTS),
    }
    return render(request, "registry/permits/list.html", values)


@require_role(*READS)
@require_GET
@require_purpose
@never_cache
def permit_of(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person: registration, permit, conditions, applications, and what can be done."""
    file, day = _file(request, person), today()
    record_look(about=[file.person], by=request.user, purpose=purpose_of(request))
    return render(request, "registry/permits/person.html", _person_values(request, file, day))


@require_role(*TAKES_IN)
@require_purpose
@never_cache
def apply(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take an application in: the ground first, then the papers that the registry does not hold."""
    file, day = _file(request, person), today()
    ground = _ground_form(request, file)
    values = {"person": file.person, "ground": ground, "findings": presenters.finding_lines(file.findings)}
    if not ("ground" in request.GET and ground.is_valid()):
        return render(request, "registry/permits/apply.html", {**values, "form": ground})
    asked = ground.cleaned_data
    needed = queries.papers_needed(
        queries.permit_rules(), asked["ground"], by_proxy=bool(asked["proxy"]), in_force=file.findings.in_force
    )
    form = forms.PapersForm(request.POST or None, today=day, rules=queries.permit_rules(), needed=needed)
    if request.method == "POST" and form.is_valid():
        wish = permit_applications.Asked(
            asked["division"], asked["ground"], form.papers(), int(asked["proxy"]) if asked["proxy"] else None,
            asked["is_infirm"], file.age,
        )  # fmt: skip
        try:
            row = permit_applications.apply_for_permit(
                identity=queries.identity_to_act_for(file), asked=wish, act=_act(request, form)
            )
        except MAKES_KNOWN as error:
            _tell(form, error, "residence_permit")
        else:
            messages.success(request, chosen("已收件。", "The application is taken in."))
            return redirect("registry:permit-case", key=row.case)
    held = [one for one in presenters.papers(needed) if one["state"] == "held"]
    status = 422 if form.errors else 200
    return render(
        request, "registry/permits/apply.html", {**values, "form": form, "papers": form, "held": held}, status=status
    )


@require_role(*READS_CASES)
@require_GET
@never_cache
def case(request: HttpRequest, key: str) -> HttpResponse:
    """One application; an endorsement's case leads to its permit."""
    row = cases.case(key, request.user)
    permit = queries.permit_of_case(row) if row else None
    if permit is not None:
        return redirect("registry:permit-of", person=permit.identity.person.key)
    return _case_page(request, key)


@require_role(*ACTS, *HANDS_OVER)
@never_cache
def step(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """One step of an application, with its form."""
    file, day = _application(request, key), today()
    form = _step_form(request, file, act, day)
    application = file.application

    def do() -> None:
        made = _act(request, form)
        if act == "supplement":
            permit_applications.supplement(application=application, papers=form.papers(), act=made)
        elif act == "approve":
            permit_applications.approve(application=application, checked=form.cleaned_data["checked"], act=made)
        elif act == "refuse":
            said = {name: form.cleaned_data[name] for name in ("reason", "explained")}
            permit_applications.refuse(application=application, act=made, **said)
        elif act == "withdraw":
            permit_applications.withdraw(application=application, request=form.cleaned_data["request"], act=made)
        else:
            permit_applications.hand_over(application=application, number=form.cleaned_data.get("number", ""), act=made)

    if _done(request, form, do, "residence_permit"):
        messages.success(request, chosen(*DONE[act]))
        return redirect("registry:permit-case", key=key)
    return _act_page(request, form, act, reverse("registry:permit-case", args=[key]), file.person)


@require_role(*ACTS)
@require_purpose
@never_cache
def permit_act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One act on a permit that was issued here, with its form."""
    found = queries.file_of_permit(key, asker=request.user, on=today())
    if found is None or act not in PERMIT_ACTS or not _is_theirs(request, act):
        raise Http404
    permit, file = found
    form = _permit_form(request, permit, file, act)

    def do() -> None:
        made, said = _act(request, form), form.cleaned_data
        if act == "ask":
            permits.ask_endorsement(permit=permit, papers=form.papers(), act=made)
        elif act == "endorse":
            permits.endorse(permit=permit, act=made)
        elif act == "refuse-endorsement":
            permits.refuse_endorsement(permit=permit, reason=said["reason"], explained=said["explained"], act=made)
        elif act == "move":
            permits.change_address(permit=permit, division=said["division"], act=made)
        elif act == "replace":
            permits.replace_paper(permit=permit, reason=said["reason"], act=made)
        else:
            permits.end_permit(permit=permit, reason=said["reason"], act=made)

    back = reverse("registry:permit-of", args=[file.person.key])
    if _done(request, form, do, "endorsement"):
        messages.success(request, chosen(*DONE[act]))
        return redirect(back)
    return _act_page(request, form, act, back, file.person)


@require_role(*READS)
@require_GET
@require_purpose
@never_cache
def card(request: HttpRequest, key: UUID) -> HttpResponse:
    """The electronic permit as PDF."""
    day = today()
    found = queries.file_of_permit(key, asker=request.user, on=day)
    paper = permit_papers.paper_of(found, day, request.build_absolute_uri) if found else None
    if found is None or paper is None:
        raise Http404
    record_look(about=[found[1].person], by=request.user, purpose=purpose_of(request))
    return _pdf(permit_pdf(paper), f"permit-{paper.number}.pdf")


@require_role(*READS_CASES)
@require_GET
@never_cache
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """The once-only notice of an application, as it was first told."""
    file = _application(request, key)
    if "gap_notice" not in file.case.evidence:
        raise Http404
    record_look(about=[file.person], by=request.user, purpose=file.case.row)
    return _pdf(gap_notice_pdf(permit_papers.gap_notice(file, request.user.office)), f"notice-{key}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def _done(request: HttpRequest, form: forms.ActForm, do: Callable[[], None], kind: str) -> bool:
    """Do what a sound form says; what the law or the case forbids is told on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except MAKES_KNOWN as error:
        _tell(form, error, kind)
        return False
    return True


def _tell(form: forms.ActForm, error: MayNot | case_actions.Refused, kind: str) -> None:
    """Why it cannot be done, beside the field that it is about where there is one."""
    if isinstance(error, MayNot):
        for sentence in presenters.cannot(error.codes, error.values):
            form.add_error(None, sentence)
        return
    for refusal in error.refusals:
        field = refusal.part if refusal.part in form.fields else None
        form.add_error(field, case_words.refusal(refusal, cases.kinds("job:permits")[kind]))


def _act(request: HttpRequest, form: forms.ActForm) -> Act:
    return Act(request.user, form.cleaned_data["on"], now(), form.cleaned_data["client_id"])


def _act_page(request: HttpRequest, form: Any, act: str, back: str, person: queries.Person) -> HttpResponse:
    values = {
        "form": form,
        "title": chosen(*TITLES[act]),
        "back": back,
        "person": person,
        "is_danger": act in ("end", "refuse"),
    }
    return render(request, "registry/permits/act.html", values, status=422 if form.errors else 200)


def _case_page(request: HttpRequest, key: str) -> HttpResponse:
    file = _application(request, key)
    row = case_actions.look(case=key, by=request.user)
    record_look(about=[file.person], by=request.user, purpose=row)
    values = presenters.application_page(file, today())
    return render(request, "registry/permits/case.html", values)


def _person_values(request: HttpRequest, file: queries.PermitFile, day: Any) -> dict[str, Any]:
    values = presenters.file_page(file, day, hides_address=file.person.is_protected)
    current = file.current
    values["qr"] = values["token"] = ""
    if current and current.permit and current.standing(day) in ("valid", "due"):
        _, token = queries.token_of(current.permit, on=day)
        values["token"] = token
        values["qr"] = qr_svg(
            presenters.check_address(request.build_absolute_uri, token), chosen("居住证核验码", "Permit code")
        )
    takes, decides = request.user.role in TAKES_IN, request.user.role in DECIDES
    return {**values, "takes_in": takes, "decides": decides}


def _file(request: HttpRequest, person: UUID) -> queries.PermitFile:
    file = queries.file_of_person(person, asker=request.user, on=today())
    if file is None:
        raise Http404
    return file


def _application(request: HttpRequest, key: str) -> queries.ApplicationFile:
    file = queries.application_file(key, asker=request.user, on=today())
    if file is None:
        raise Http404
    return file


def _ground_form(request: HttpRequest, file: queries.PermitFile) -> forms.GroundForm:
    kin = [(str(identity), f"{name}（{word}）") for identity, name, word in queries.kin_of(file)]
    here = next((one.stay.division for one in file.registrations if one.stay.end is None), "")
    proved = next((key for key, one in file.findings.conditions.items() if one.holds), "")
    return forms.GroundForm(
        request.GET if "ground" in request.GET or "division" in request.GET else None,
        rules=queries.permit_rules(), divisions=presenters.choices(queries.places(request.user)), kin=kin, initial={"division": here, "ground": proved},
    )  # fmt: skip


def _step_form(request: HttpRequest, file: queries.ApplicationFile, act: str, day: Any) -> Any:
    typed = request.POST or None
    moves = {
        "supplement": "supplement",
        "approve": "approve",
        "refuse": "refuse",
        "hand-over": "issue",
        "withdraw": "withdraw",
    }
    if moves.get(act) not in file.case.moves:
        raise Http404
    if act == "supplement":
        return forms.PapersForm(typed, today=day, rules=queries.permit_rules(), needed=file.papers)
    if act == "approve":
        return forms.ApproveForm(typed, today=day)
    if act == "withdraw":
        return forms.WithdrawForm(typed, today=day)
    if act == "refuse":
        reasons = [(key, case_words.label(text)) for key, text in file.case.kind.moves["refuse"].reasons.items()]
        return forms.RefuseForm(typed, today=day, reasons=reasons)
    return forms.HandOverForm(typed, today=day, is_ours=file.application.master == "self")


def _permit_form(request: HttpRequest, permit: queries.Permit, file: queries.PermitFile, act: str) -> Any:
    typed, day, rules = request.POST or None, today(), queries.permit_rules()
    if act == "ask":
        ground = permit.application.ground
        needed = queries.papers_needed(rules, ground, by_proxy=False, in_force=file.findings.in_force)
        return forms.PapersForm(typed, today=day, rules=rules, needed={k: v for k, v in needed.items() if k != "photo"})
    if act == "endorse":
        return forms.ActForm(typed, today=day)
    if act == "refuse-endorsement":
        kind = cases.kinds("job:permits")["endorsement"]
        reasons = [(key, case_words.label(text)) for key, text in kind.moves["refuse"].reasons.items()]
        return forms.RefuseForm(typed, today=day, reasons=reasons)
    if act == "move":
        return forms.MoveForm(typed, today=day, divisions=presenters.choices(queries.places(request.user)))
    return forms.ReasonForm(typed, today=day, reasons=rules.replacing if act == "replace" else rules.endings)


def _is_theirs(request: HttpRequest, act: str) -> bool:
    """The window takes in and replaces; the reviewer endorses, refuses and ends."""
    return request.user.role in (DECIDES if act in ("endorse", "refuse-endorsement", "end") else TAKES_IN)
