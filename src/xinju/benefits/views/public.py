"""What anyone may see: is this letter genuine, the cut-offs, the list by number, and the folder to check it all."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from xinju.benefits import actions, queries
from xinju.benefits.bridge import issuing
from xinju.benefits.forms import BirthdayForm, CodeForm, ListForm
from xinju.benefits.presenters import letters as letter_presenter
from xinju.benefits.presenters import outcome as presenter
from xinju.benefits.presenters import verdict as verdicts
from xinju.benefits.views.office import attachment
from xinju.benefits.views.outcome import zipped
from xinju.vault.letter_codes import canonical
from xinju.web import clock
from xinju.web.doors import public

ANYONE = "public"
PAGE = 100


@public
@never_cache
@sensitive_post_parameters()
def check_form(request: HttpRequest) -> HttpResponse:
    """Type the code of a letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("benefits:check-letter", code=form.cleaned_data["code"])
    return render(request, "benefits/check_form.html", {"form": form})


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def check_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Genuine, issued on, round; with the child's birthday the result."""
    bare = canonical(code)
    letter = None if bare is None else letter_of(bare)
    if letter is None:
        return render(request, "benefits/check_letter.html", {"letter": None}, status=404)
    form = BirthdayForm(request.POST or None)
    now = clock.now()
    shown = {"letter": letter, "round": letter.run.round, "form": form}
    if request.method == "POST" and form.is_valid() and letter.revoked_at is None:
        digest = issuing.birthday_digest_of(bare, form.cleaned_data["birthday"], actions.letter_key())
        if actions.try_birthday(letter=letter, digest=digest, at=now, by=ANYONE):
            return render(request, "benefits/letter_result.html", {**shown, **letter_presenter.opened(letter)})
        letter.refresh_from_db()
        if not actions.is_locked(letter, at=now):
            form.add_error("birthday", letter_presenter.wrong_birthday())
    shown["is_locked"] = actions.is_locked(letter, at=now)
    return render(request, "benefits/check_letter.html", shown)


def letter_of(bare: str):
    digest = issuing.digests_of(bare, actions.letter_key())
    return None if digest is None else queries.letter_by_digest(digest, asker=ANYONE)


@public
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds whose results are confirmed."""
    return render(request, "benefits/public_rounds.html", {"rounds": queries.published_rounds(asker=ANYONE)})


def published_or_404(key: str):
    round_ = get_object_or_404(queries.published_rounds(asker=ANYONE), key=key)
    run = queries.latest_run(round_, asker=ANYONE)
    if run is None:
        raise Http404
    return round_, run


@public
def cutoffs(request: HttpRequest, key: str) -> HttpResponse:
    """Cut-offs by school, how places are given, and whether wishing otherwise can gain anything."""
    round_, run = published_or_404(key)
    shown = {
        **presenter.public_cutoffs(run),
        "wishing": verdicts.wishing(round_, run),
        "rules": presenter.rules_of(round_),
    }
    return render(request, "benefits/cutoffs.html", {"round": round_, "run": run, **shown})


@public
def results(request: HttpRequest, key: str) -> HttpResponse:
    """The list by application number, without points and names."""
    round_, run = published_or_404(key)
    form = ListForm(request.GET or None, schools=presenter.school_choices(run))
    for hidden in ("sort",):
        del form.fields[hidden]
    found = queries.results(run, asker=ANYONE, **form.chosen())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "benefits/public_results.html", {"round": round_, "form": form, "page": page})


@public
def edition(request: HttpRequest, key: str) -> HttpResponse:
    """The public edition with verify.py, as a zip."""
    _, run = published_or_404(key)
    files = queries.edition_files(run, "public", asker=ANYONE)
    return attachment(zipped(files, f"{key}-public"), f"{key}-public.zip", "application/zip")
