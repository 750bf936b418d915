"""Markdown, formulas, code and cloze texts into safe HTML."""

from cards.rendering.markdown import render_inline, render_markdown
from cards.rendering.problems import find_problems

__all__ = ["find_problems", "render_inline", "render_markdown"]
