"""Questions with known answers over a synthesised corpus: wordings are data, answers come from the corpus's true figures alone."""

from eval.questions.generate import generate
from eval.questions.truth import CorpusError
from eval.questions.wordings import WordingsError

__all__ = ["CorpusError", "WordingsError", "generate"]
