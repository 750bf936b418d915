"""The example in docs/authoring-cards.md is a file that loads as the guide says."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cards.content.loader import load_documents
from cards.models import Card, Erratum

GUIDE = (settings.BASE_DIR / "docs" / "authoring-cards.md").read_text()


@pytest.mark.django_db
def test_the_example_loads_with_one_card_of_each_kind(tmp_path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    path = tmp_path / "pooling.yaml"
    path.write_text(blocks[0])
    report = load_documents([path])
    leads = Card.objects.filter(lead__isnull=True)
    kinds = sorted(leads.values_list("kind", flat=True))
    assert kinds == ["basic", "choice", "cloze", "numeric", "typed"]
    assert Card.objects.filter(lead__isnull=False).count() == 1
    assert len(report.created) == 5
    assert Erratum.objects.get().cards.get().stable_id == "pooling/max/gradient"
