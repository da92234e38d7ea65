"""Addresses of rounds: the officer's under office/, what anyone may see under rounds/ and letters/."""

from django.urls import path

from xinju.benefits.views import letters, office, opening, outcome, public, simulation, work

app_name = "benefits"

urlpatterns = [
    path("office/rounds/", office.rounds, name="rounds"),
    path("office/rounds/new/", opening.open_round, name="open"),
    path("office/rounds/<slug:key>/", office.round_page, name="round"),
    path("office/rounds/<slug:key>/template.xlsx", office.template, name="template"),
    path("office/rounds/<slug:key>/upload/", office.upload, name="upload"),
    path("office/rounds/<slug:key>/uploads/<int:pk>/", office.faults, name="faults"),
    path("office/rounds/<slug:key>/uploads/<int:pk>/marked", office.marked, name="marked"),
    path("office/rounds/<slug:key>/place/", office.place, name="place"),
    path("office/rounds/<slug:key>/points/", outcome.points, name="points"),
    path("office/rounds/<slug:key>/schools/", outcome.schools, name="schools"),
    path("office/rounds/<slug:key>/children/", outcome.children, name="children"),
    path("office/rounds/<slug:key>/children.<str:form>", outcome.children_file, name="children-file"),
    path("office/rounds/<slug:key>/children/<str:number>/", outcome.child, name="child"),
    path("office/rounds/<slug:key>/children/<str:number>/points/", outcome.statement, name="statement"),
    path("office/rounds/<slug:key>/check/", outcome.check, name="check"),
    path("office/rounds/<slug:key>/edition/<str:edition>.zip", outcome.edition, name="edition"),
    path("office/rounds/<slug:key>/simulation/", simulation.simulation, name="simulation"),
    path("office/rounds/<slug:key>/report.pdf", outcome.report, name="report"),
    path("office/rounds/<slug:key>/confirm/", office.confirm, name="confirm"),
    path("office/rounds/<slug:key>/letters/", letters.overview, name="letters"),
    path("office/rounds/<slug:key>/letters/issue/", letters.issue, name="issue"),
    path("office/rounds/<slug:key>/letters/all.zip", letters.all_letters, name="all-letters"),
    path("office/rounds/<slug:key>/letters/<str:number>.pdf", letters.one_letter, name="letter"),
    path("office/rounds/<slug:key>/letters/<str:number>/revoke/", letters.revoke, name="revoke"),
    path("office/rounds/<slug:key>/progress/<uuid:work>/", work.progress, name="work"),
    path("office/rounds/<slug:key>/progress/<uuid:work>/again/", work.again, name="work-again"),
    path("letters/check/", public.check_form, name="check-form"),
    path("letters/check/<str:code>", public.check_letter, name="check-letter"),
    path("rounds/", public.rounds, name="public-rounds"),
    path("rounds/<slug:key>/cutoffs/", public.cutoffs, name="cutoffs"),
    path("rounds/<slug:key>/results/", public.results, name="public-results"),
    path("rounds/<slug:key>/certificate.zip", public.edition, name="public-edition"),
]
