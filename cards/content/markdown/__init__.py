"""Anyone's Markdown as a tree of sections with line numbers. Knows nothing of Django.

bytes → `reading` → text → `blocks` → `outline` → `alignment` with the sections known already.
"""
