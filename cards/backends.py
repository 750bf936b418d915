"""How a session finds its learner."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from cards.models import Profile
from cards.rows import Columns, fetch

_USER, _PROFILE = Columns(User, "learner"), Columns(Profile, "profile")
_LEARNER = f"""
    SELECT {_USER}, {_PROFILE} FROM auth_user AS learner
    LEFT JOIN cards_profile AS profile ON profile.user_id = learner.id WHERE learner.id = %s
"""  # noqa: S608  # the columns come from the models


class LearnerBackend(ModelBackend):
    """Django's own sign-in; every page needs the learner's settings, so they come along."""

    def get_user(self, user_id: int) -> User | None:
        user: User | None
        profile: Profile | None
        user, profile = next(fetch(_LEARNER, [user_id], _USER, _PROFILE), (None, None))
        if user is None or not self.user_can_authenticate(user):
            return None
        if profile is not None:
            # Setting the profile's user makes the two know each other.
            profile.user = user
        return user
