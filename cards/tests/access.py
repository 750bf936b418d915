"""Who is let in: what tests of staff pages assert alike."""

from django.test import Client


def assert_for_staff_alone(method: str, path: str, *, learner: Client, visitor: Client) -> None:
    """Learners are refused, visitors are sent to sign in."""
    assert getattr(learner, method)(path).status_code == 403
    response = getattr(visitor, method)(path)
    assert response.headers["Location"].startswith("/sign-in/?next=")
