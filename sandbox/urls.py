"""Addresses of exercises and submissions."""

from django.urls import path

from sandbox.views import (
    exercise,
    exercise_list,
    grading,
    helping,
    judge_page,
    rejudge,
    settings,
    submissions,
    submit,
)

urlpatterns = [
    path("exercises/", exercise_list.exercises, name="exercises"),
    path("exercises/submissions/<int:pk>/", submissions.submission, name="submission"),
    path("exercises/submissions/<int:pk>/changes/", submissions.differences, name="differences"),
    path(
        "exercises/submissions/<int:pk>/cases/<int:index>.png",
        submissions.case_picture,
        name="case_picture",
    ),
    path("exercises/submissions/<int:pk>/again/", rejudge.rejudge, name="rejudge"),
    path("editor/font-size/", settings.set_font_size, name="set_font_size"),
    path("judge/", judge_page.judge, name="judge"),
    path("judge/notices/<int:pk>/", judge_page.resolve, name="resolve_notice"),
    path("judge/cases/<slug:slug>/", judge_page.case_statistics, name="case_statistics"),
    path("exercises/<slug:slug>/again/", rejudge.rejudge_all, name="rejudge_exercise"),
    path("exercises/<slug:slug>/", exercise.exercise, name="exercise"),
    path("exercises/<slug:slug>/submit/", submit.submit_exercise, name="submit_exercise"),
    path("exercises/<slug:slug>/draft/", submit.draft, name="save_draft"),
    path("exercises/<slug:slug>/hint/", helping.take_hint, name="take_hint"),
    path("exercises/<slug:slug>/give-up/", helping.give_up, name="give_up"),
    path("exercises/<slug:slug>/solution/", helping.see_solution, name="see_solution"),
    path("exercises/<slug:slug>/grade/", grading.grade, name="grade_exercise"),
    path("exercises/<slug:slug>/attempts/", submissions.attempts, name="attempts"),
    path("exercises/<slug:slug>/name/", settings.show_name, name="show_name"),
]
