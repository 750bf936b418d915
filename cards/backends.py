"""How a session finds its learner."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class LearnerBackend(ModelBackend):
    """Django's own sign-in; every page needs the learner's settings, so they come along."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("profile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
