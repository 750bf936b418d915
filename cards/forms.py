"""The forms that learners fill in."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cards.models import Profile
from cards.time_zones import known_or_utc

if TYPE_CHECKING:
    # Only the type checker knows these as generic.
    _AccountForm = UserCreationForm[User]
    _ProfileForm = forms.ModelForm[Profile]
else:
    _AccountForm = UserCreationForm
    _ProfileForm = forms.ModelForm


class NewAccountForm(_AccountForm):
    """A name and a password; the browser adds its time zone."""

    time_zone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-time-zone-guess": ""})
    )

    class Meta(UserCreationForm.Meta):
        help_texts = {"username": _("Letters, digits and @ . + - _ only.")}
        widgets = {"username": forms.TextInput(attrs={"autocomplete": "username"})}

    def clean_time_zone(self) -> str:
        # Only a guess, which the learner confirms later: a wrong one must not stop anybody.
        return known_or_utc(self.cleaned_data["time_zone"])


class SettingsForm(_ProfileForm):
    """How one learner wants to learn."""

    rollover_hour = forms.TypedChoiceField(
        label=_("The day begins at"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        help_text=_("What you answer before then still counts for the day before."),
    )

    class Meta:
        model = Profile
        fields = [
            "language",
            "theme",
            "time_zone",
            "rollover_hour",
            "new_per_day",
            "reviews_per_day",
            "sibling_rule",
            "leech_lapses",
            "leech_action",
            "shortcuts",
            "show_timer",
        ]
        labels = {"leech_action": _("What to do with a leech")}
        help_texts = {
            "time_zone": _("Type a city, for example Shanghai."),
            "reviews_per_day": _("The most overdue cards come first; the rest wait."),
            "sibling_rule": _("Cards that give each other away are not shown on the same day."),
            "leech_lapses": _("A leech is a card that you keep forgetting."),
            "shortcuts": _("Space, 0–5, u and ? while reviewing. Every key has a button, too."),
        }
        widgets = {
            "time_zone": forms.TextInput(
                attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}
            ),
            "leech_lapses": forms.NumberInput(attrs={"min": 1}),
        }

    def clean_leech_lapses(self) -> int:
        lapses: int = self.cleaned_data["leech_lapses"]
        if lapses < 1:
            raise forms.ValidationError(_("Enter at least 1."))
        return lapses

    def save(self, commit: bool = True) -> Profile:  # noqa: FBT001, FBT002  # Django's signature
        # Whoever saves this page has seen the time zone on it.
        self.instance.time_zone_confirmed = True
        return super().save(commit)

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings, in the order of the page."""
        headings = [
            (_("Language and appearance"), ["language", "theme"]),
            (_("Your day"), ["time_zone", "rollover_hour", "new_per_day", "reviews_per_day"]),
            (_("Cards"), ["sibling_rule", "leech_lapses", "leech_action"]),
            (_("Reviewing"), ["shortcuts", "show_timer"]),
        ]
        return [(str(heading), [self[name] for name in names]) for heading, names in headings]


class DeleteAccountForm(forms.Form):
    """Ask twice: nobody deletes an account by accident."""

    username = forms.CharField(
        label=_("Your user name"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if username != self.user.get_username():
            raise forms.ValidationError(_("That is not your user name."))
        return username

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("That is not your password."))
        return password
