"""Pictures of wrong answers, drawn with Pillow alone."""

from sandbox.judge.pictures.drawing import draw

__all__ = ["draw"]
