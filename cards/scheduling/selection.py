# ruff: noqa: S608 -- conditions are put together from constants; every value is a parameter
"""Which cards a learner studies, and which of them one sibling holds back for today.

These are conditions in SQL on a card called ``card``, put together into the statements of
`cards.scheduling.candidates`. They are plain SQL, the same for SQLite and PostgreSQL, because
building them from querysets took twenty times as long as running them, and because with a literal
such as ``'published'`` both databases can use a partial index.

Everything is computed when asked, from the settings and from today's answers, so that changing a
setting or undoing an answer needs nothing more. Each condition probes an index for one card or
reads a list as short as the learner's own choices: none reads the whole collection.

Parameters: ``learner`` and ``today``.
"""

from cards.models import Profile

STUDIED_DOCUMENT = """
    NOT document.retired
    AND document.id NOT IN (
        SELECT document_id FROM cards_profile_skipped_documents WHERE profile_id = %(learner)s
    )
"""

# A section that is skipped takes everything beneath it along.
STUDIED = f"""
    card.state = 'published'
    AND EXISTS (
        SELECT 1 FROM cards_document AS document
        WHERE document.id = card.document_id AND {STUDIED_DOCUMENT}
    )
    AND NOT EXISTS (
        SELECT 1 FROM cards_section AS section
        WHERE section.id = card.section_id AND section.retired
    )
    AND card.section_id NOT IN (
        WITH RECURSIVE skipped(id) AS (
            SELECT section_id FROM cards_profile_skipped_sections WHERE profile_id = %(learner)s
            UNION
            SELECT child.id FROM cards_section AS child JOIN skipped ON child.parent_id = skipped.id
        )
        SELECT id FROM skipped
    )
    AND NOT EXISTS (
        SELECT 1 FROM cards_card_tags AS tagged
        JOIN cards_profile_skipped_tags AS skip ON skip.tag_id = tagged.tag_id
        WHERE skip.profile_id = %(learner)s AND tagged.card_id = COALESCE(card.lead_id, card.id)
    )
"""

_GROUPS = {
    Profile.SiblingRule.CLOZE: "COALESCE(card.lead_id, card.id)",
    Profile.SiblingRule.SECTION: "card.section_id",
    Profile.SiblingRule.NONE: "card.id",
}


def sibling_group(profile: Profile) -> str:
    """What the cards that are kept a day apart have in common."""
    return _GROUPS[Profile.SiblingRule(profile.sibling_rule)]


def not_held_back(profile: Profile) -> str:
    """Cards of whose group none was answered today; drill does not count.

    A card answered today is neither new nor due any more, so it need not be told from the others.
    """
    group = sibling_group(profile)
    return f"""{group} NOT IN (
        SELECT {group} FROM cards_review AS answer
        JOIN cards_card AS card ON card.id = answer.card_id
        WHERE answer.learner_id = %(learner)s AND answer.day = %(today)s
            AND answer.phase IN ('new', 'review') AND answer.undone_at IS NULL
    )"""
