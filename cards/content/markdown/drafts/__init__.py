"""Draft cards from passages, by rules that are easily named and judged.

Every rule takes a passage and yields drafts; `derive` asks them all.
"""

from cards.content.markdown.drafts.deriving import derive
from cards.content.markdown.drafts.passage import Draft, PassageText, Rule

__all__ = ["Draft", "PassageText", "Rule", "derive"]
