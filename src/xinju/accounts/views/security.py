"""The security officer's desk: officers' accounts, and whom residents' accounts stand for, by opaque keys only."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xinju.accounts import actions, presenters, queries
from xinju.accounts.access import Account, Role, require_role
from xinju.accounts.forms import EndBindingForm, MailForm, OfficerForm, SubjectForm

ROWS = 50
security = require_role(Role.SECURITY_OFFICER)


@security
def staff(request: HttpRequest) -> HttpResponse:
    """All officers' accounts."""
    page = Paginator(queries.officers(asker=request.user), ROWS).get_page(request.GET.get("page"))
    rows = [(account, presenters.region(account)) for account in page]
    return render(request, "accounts/staff.html", {"page": page, "rows": rows})


@security
@never_cache
def new_officer(request: HttpRequest) -> HttpResponse:
    """Open an account; its first password is shown once, to be handed over on paper."""
    form = OfficerForm(request.POST or None)
    if form.is_valid():
        password = actions.first_password()
        try:
            account = actions.open_account(**form.cleaned_data, password=password, is_first=True, by=request.user)
        except actions.NameTaken:
            form.add_error("username", OfficerForm.TAKEN)
        else:
            return render(request, "accounts/password_once.html", {"account": account, "password": password})
    return render(request, "accounts/officer_new.html", {"form": form})


@security
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """One officer's account and what can be done to it."""
    account = _other_officer(request, pk)
    return _officer_page(request, account)


@security
@require_POST
@never_cache
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Close, open again, reset the second factor, give a new password, link to the city's sign-in, say where reminders go."""
    account = _other_officer(request, pk)
    if what == "password":
        password = actions.new_password(account=account, by=request.user)
        return render(request, "accounts/password_once.html", {"account": account, "password": password})
    if what == "identity":
        form = SubjectForm(request.POST)
        if not form.is_valid() or not presenters.issuer():
            return _officer_page(request, account, form=form)
        subject = form.cleaned_data["subject"]
        actions.link_identity(account=account, issuer=presenters.issuer(), subject=subject, by=request.user)
    elif what == "mail":
        form = MailForm(request.POST)
        if not form.is_valid():
            return _officer_page(request, account, form=form, mail_form=form)
        actions.set_mail(account=account, mail=form.cleaned_data["mail"], by=request.user)
    elif what in ACTS:
        ACTS[what](account=account, by=request.user)
    else:
        raise Http404
    return redirect("accounts:officer", pk=pk)


ACTS = {"close": actions.close_account, "reopen": actions.reopen_account, "factor": actions.reset_factor}


def _officer_page(request: HttpRequest, account: Account, **forms: object) -> HttpResponse:
    """The account's page; `form` is the one whose errors stand above."""
    usual = {"subject_form": SubjectForm(), "mail_form": MailForm(initial={"mail": account.mail})}
    if isinstance(forms.get("form"), SubjectForm):
        usual["subject_form"] = forms["form"]
    return render(request, "accounts/officer.html", presenters.officer(account) | usual | forms)


def _other_officer(request: HttpRequest, pk: int) -> Account:
    account = queries.officers(asker=request.user).filter(pk=pk).first()
    if account is None:
        raise Http404
    if account == request.user:
        raise PermissionDenied("nobody looks after the own account")
    return account


@security
def bindings(request: HttpRequest) -> HttpResponse:
    """Whom accounts stand for: opaque keys, evidence, since when and by whom."""
    page = Paginator(queries.bindings(asker=request.user), ROWS).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": [presenters.binding(row) for row in page]}
    return render(request, "accounts/bindings.html", shown)


@security
@require_POST
def end_binding(request: HttpRequest, pk: int) -> HttpResponse:
    """End one at once."""
    held = queries.bindings(asker=request.user).filter(pk=pk).first()
    form = EndBindingForm(request.POST)
    if held is None or not form.is_valid():
        raise Http404
    actions.unbind(account=held.account, because=form.cleaned_data["because"], by=request.user)
    return redirect("accounts:bindings")
