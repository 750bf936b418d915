"""Take one's data along."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.exchange.my_data import my_data
from cards.views.access import LearnerRequest, learner_required


@never_cache
@require_safe
@learner_required
def export_my_data(request: LearnerRequest) -> StreamingHttpResponse:
    """Learners, their own data and nobody else's."""
    now = timezone.now()
    name = f"quizsite-{request.user.get_username()}-{timezone.localdate(now).isoformat()}.json"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return StreamingHttpResponse(
        my_data(request.user, now=now),
        content_type="application/json",
        headers={"Content-Disposition": disposition},
    )
