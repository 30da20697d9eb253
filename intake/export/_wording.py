"""What a municipality calls its answer, and what it writes of complaints."""

from intake.wording import sentence
from schemas.municipality import Municipality


def decision(municipality: Municipality, language: str) -> str:
    """The municipality's word for its answer, in the language of the paper."""
    return sentence("note", f"decision{_called(municipality)}", language)


def complaint(municipality: Municipality, language: str) -> str:
    """How a family complains: the municipality's own text where it has one, else the program's.

    Four weeks to Statsforvalteren by way of the municipality (pbrl §§ 7-2, 7-3 and 7-5).
    """
    own = municipality.complaint and getattr(municipality.complaint, language)
    word = sentence("note", f"the_decision{_called(municipality)}", language)
    text = sentence("note", "complaint_text", language, municipality=municipality.name, the_decision=word)
    return own or text


def _called(municipality: Municipality) -> str:
    """«Avgjørelse» and «avgjerd» are one word in two language forms."""
    return "_as_vedtak" if municipality.decision_word == "vedtak" else ""
