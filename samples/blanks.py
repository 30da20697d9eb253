"""Draws blanks of our own: `python -m samples.blanks` from the project's root. The same bytes come out of every run.

They are second versions of forms whose real layout we don't know, unlike the first in what tells a reader most: where
fields lie, how a number is written, how agencies are chosen. The general consent is for municipalities without one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from reportlab.lib.colors import HexColor, white

from samples.drawing import WIDTH, Drawing
from schemas.form import FormField

HERE = Path(__file__).resolve().parent
LEFT, RIGHT = 54.0, WIDTH - 54.0
MIDDLE = WIDTH / 2
BLUE, GREEN, GREY = HexColor("#d5e3f0"), HexColor("#3d6b4f"), HexColor("#e4e4e4")
YES_NO = {"nb": ("Ja", "Nei"), "nn": ("Ja", "Nei")}

AGENCIES = (
    ("fastlege", "Fastlege", "Fastlege"),
    ("helsestasjon", "Helsestasjon", "Helsestasjon"),
    ("skolehelsetjeneste", "Skolehelsetjenesten", "Skulehelsetenesta"),
    ("barnehage", "Barnehage", "Barnehage"),
    ("skole", "Skole", "Skule"),
    ("ppt", "PPT", "PPT"),
    ("barnevern", "Barnevernstjenesten", "Barnevernstenesta"),
    ("nav", "NAV", "NAV"),
    ("bup", "BUP", "BUP"),
    ("habilitering", "Habiliteringstjenesten", "Habiliteringstenesta"),
    ("sykehus", "Sykehus", "Sjukehus"),
    ("fysioterapi", "Fysioterapeut", "Fysioterapeut"),
    ("ergoterapi", "Ergoterapeut", "Ergoterapeut"),
    ("avlastning", "Avlastning", "Avlasting"),
)


def yes_no(d: Drawing, name: str, question: str, y: float, left: float = LEFT, at: float = 330.0) -> None:
    """A question with a box for yes and one for no."""
    d.text(left, y + 8.7, question)
    d.boxes(name, "choice", question, ((at, y, True, "Ja"), (at + 52, y, False, "Nei")))


def bamble_request(path: Path) -> tuple[FormField, ...]:
    """Frames under their labels, combs for numbers, who asks first; two pages."""
    d = Drawing(path, "Forespørsel om koordinator og individuell plan", "Bamble kommune")
    d.text(LEFT, 52, "Bamble kommune", 11, bold=True)
    d.text(LEFT, 66, "Velferd – Koordinerende enhet, Postboks 80, 3993 Langesund", 8.5)
    d.text(LEFT, 94, "Forespørsel om koordinator og individuell plan", 15, bold=True)
    d.bar(LEFT, RIGHT, 106, "Forespørselen gjelder", BLUE)
    d.boxes("wants_coordinator", "tick", "Koordinator / barnekoordinator",
            ((LEFT, 131, True, "Koordinator / barnekoordinator"),))  # fmt: skip
    d.boxes("wants_individual_plan", "tick", "Individuell plan", ((300, 131, True, "Individuell plan"),))
    d.bar(LEFT, RIGHT, 150, "Hvem fyller ut skjemaet, hvis det ikke er foresatte", BLUE)
    d.frame("referrer_name", "Navn", (LEFT, 184, 250, 205), "name")
    d.frame("referrer_agency", "Tjenestested", (258, 184, 430, 205))
    d.frame("referrer_phone", "Telefon", (438, 184, RIGHT, 205), "phone")
    _bamble_people(d)
    d.next_page()
    _bamble_needs(d)
    return d.save()


def _bamble_people(d: Drawing) -> None:
    d.bar(LEFT, RIGHT, 215, "Barnet / personen", BLUE)
    d.frame("child_name", "Navn", (LEFT, 249, 350, 270), "name")
    d.comb("child_national_id", "Fødselsnummer (11 siffer)", 370, 251, 11, "national_id")
    d.frame("child_address", "Adresse", (LEFT, 288, 300, 309), "address")
    d.comb("child_postal_code", "Postnummer", 312, 290, 4, "postal_code")
    d.frame("child_city", "Poststed", (384, 288, RIGHT, 309), "city")
    d.frame("due_date", "Venter barn, termin", (LEFT, 327, 190, 348), "date")
    d.bar(LEFT, RIGHT, 358, "Foresatte / pårørende / verge", BLUE)
    for n, y in ((1, 392), (2, 470)):
        d.frame(f"guardian_{n}_name", f"{n}. Navn", (LEFT, y, 330, y + 21), "name")
        d.frame(f"guardian_{n}_phone", "Telefon", (340, y, RIGHT, y + 21), "phone")
        d.frame(f"guardian_{n}_email", "E-post", (LEFT, y + 38, 290, y + 59), "email")
        d.frame(f"guardian_{n}_address", "Adresse (hvis annen)", (300, y + 38, RIGHT, y + 59), "address")
    yes_no(d, "interpreter_needed", "Er det behov for tolk?", 542, at=190)
    d.line("interpreter_language", "Språk:", 330, RIGHT, 553)
    d.bar(LEFT, RIGHT, 566, "Diagnose / funksjonsnedsettelse / sykdom", BLUE)
    d.area("condition_text", "Diagnose / funksjonsnedsettelse / sykdom", (LEFT, 590, RIGHT, 700))


def _bamble_needs(d: Drawing) -> None:
    d.bar(LEFT, RIGHT, 54, "Hvilke tjenester mottas i dag?", BLUE)
    d.table("services_text", "Hvilke tjenester mottas i dag?", ("Tjeneste", "Hvor ofte", "Kontaktperson", "Telefon"),
            (LEFT, 190, 280, 440, RIGHT), 80, 6, 22)  # fmt: skip
    d.bar(LEFT, RIGHT, 244, "Hva er behovet for koordinering? Hva ønsker dere hjelp til?", BLUE)
    d.area("needs_text", "Hva er behovet for koordinering? Hva ønsker dere hjelp til?", (LEFT, 268, RIGHT, 398))
    d.bar(LEFT, RIGHT, 410, "Tidligere koordinator eller individuell plan", BLUE)
    yes_no(d, "has_coordinator", "Har barnet koordinator i dag?", 437)
    yes_no(d, "has_individual_plan", "Har barnet individuell plan i dag?", 456)
    d.bar(LEFT, RIGHT, 480, "Underskrift", BLUE)
    d.line("place", "Sted:", LEFT, 270, 525, "place")
    d.line("signed_date", "Dato:", 300, 470, 525, "date")
    d.sign("guardian_1_signature", "Foresatt 1", LEFT, 270, 580)
    d.sign("guardian_2_signature", "Foresatt 2", 310, RIGHT, 580)
    d.sign("child_signature", "Barnet / ungdommen, fra 16 år", LEFT, 270, 640)


def consent(d: Drawing, language: str, top: float) -> None:
    """The part that consents share: a yes and a no for each agency, others, exceptions, time, signatures."""
    nn = language == "nn"
    rows = [(key, words[1] if nn else words[0]) for key, *words in AGENCIES]
    question = "Desse kan utveksle opplysningar:" if nn else "Disse kan utveksle opplysninger:"
    d.text(LEFT, top, question, 9.5, bold=True)
    d.matrix(("consent_agencies", "consent_agencies_refused"), question, rows, LEFT, top + 26, (230, 270),
             YES_NO[language])  # fmt: skip
    y = top + 26 + 16.5 * len(rows)
    d.line("consent_agencies_other", "Andre:", LEFT, RIGHT, y + 22)
    but = "Unntak, opplysningar som ikkje skal delast:" if nn else "Unntak, opplysninger som ikke skal deles:"
    d.area("consent_exceptions", but, (LEFT, y + 46, RIGHT, y + 108), True)
    d.line("consent_valid_until", "Samtykket gjeld til (dato):" if nn else "Samtykket gjelder til (dato):", LEFT, 330,
           y + 134, "date")  # fmt: skip
    d.line("place", "Stad:" if nn else "Sted:", LEFT, 270, y + 164, "place")
    d.line("signed_date", "Dato:", 300, 470, y + 164, "date")
    d.sign("guardian_1_signature", "Føresett 1" if nn else "Foresatt 1", LEFT, 270, y + 212)
    d.sign("guardian_2_signature", "Føresett 2" if nn else "Foresatt 2", 310, RIGHT, y + 212)
    d.sign("child_signature", "Barnet / ungdommen, frå 12 år" if nn else "Barnet / ungdommen, fra 12 år", LEFT, 270,
           y + 258)  # fmt: skip


def bamble_consent(path: Path) -> tuple[FormField, ...]:
    """A matrix of yes and no, and the child's identity number in a comb."""
    d = Drawing(path, "Samtykkeskjema", "Bamble kommune")
    d.text(LEFT, 48, "Bamble kommune – Koordinerende enhet", 9)
    d.text(LEFT, 74, "Samtykke til utveksling av opplysninger", 15, bold=True)
    d.text(LEFT, 90, "Samtykket er frivillig. Det kan trekkes tilbake når som helst, helt eller delvis.", 8.5)
    d.line("child_name", "Barnets navn:", LEFT, RIGHT, 120, "name")
    d.comb("child_national_id", "Barnets fødselsnummer", LEFT, 140, 11, "national_id")
    d.line("guardian_1_name", "Foresatt 1:", LEFT, RIGHT, 182, "name")
    d.line("guardian_2_name", "Foresatt 2:", LEFT, RIGHT, 206, "name")
    consent(d, "nb", 228)
    return d.save()


def hamar_request(path: Path) -> tuple[FormField, ...]:
    """Green bars, labels before rules, a comb for the identity number and boxes for who the guardians are."""
    d = Drawing(path, "Henvendelsesskjema – individuell plan og koordinator", "Hamar kommune")
    d.text(LEFT, 50, "Hamar kommune, Koordinerende enhet", 9)
    d.text(LEFT, 78, "Henvendelsesskjema", 17, bold=True)
    d.text(LEFT, 94, "Individuell plan og koordinator. Saksbehandlingstid er 4 uker.", 9)
    d.bar(LEFT, RIGHT, 104, "1. Henvendelsen gjelder", GREEN, white)
    questions = (("wants_individual_plan", "Ønskes individuell plan?"),
                 ("wants_coordinator", "Ønskes koordinator/barnekoordinator?"),
                 ("has_individual_plan", "Foreligger individuell plan fra før?"),
                 ("has_coordinator", "Er det oppnevnt koordinator fra før?"))  # fmt: skip
    for i, (name, question) in enumerate(questions):
        yes_no(d, name, question, 131 + 18 * i, at=400)
    _hamar_people(d)
    d.text(LEFT, 800, "Hamar kommune · Henvendelsesskjema · Side 1 av 2", 7)
    d.next_page()
    _hamar_needs(d)
    d.text(LEFT, 800, "Hamar kommune · Henvendelsesskjema · Side 2 av 2", 7)
    return d.save()


def _hamar_people(d: Drawing) -> None:
    d.bar(LEFT, RIGHT, 208, "2. Personalia", GREEN, white)
    d.line("child_name", "Navn (bruker):", LEFT, RIGHT, 252, "name")
    d.comb("child_national_id", "Fødselsnummer (11 siffer)", LEFT, 272, 11, "national_id", 17)
    d.line("child_address", "Adresse:", LEFT, RIGHT, 314, "address")
    d.line("child_postal_code", "Postnr.:", LEFT, 170, 338, "postal_code")
    d.line("child_city", "Poststed:", 190, RIGHT, 338, "city")
    for n, y in ((1, 366), (2, 410)):
        d.line(f"guardian_{n}_name", f"Pårørende/foresatt {n}:", LEFT, 380, y, "name")
        d.line(f"guardian_{n}_phone", "Telefon:", 395, RIGHT, y, "phone")
        roles = (("parent", "Forelder"), ("foster_parent", "Fosterforelder"), ("other", "Annen"))
        d.boxes(f"guardian_{n}_role", "choice", "Tilknytning",
                tuple((LEFT + 110 * i, y + 8, key, words) for i, (key, words) in enumerate(roles)))  # fmt: skip
    d.bar(LEFT, RIGHT, 440, "3. Hvem henvender seg? (når tjenesteyter melder behovet)", GREEN, white)
    d.line("referrer_name", "Navn:", LEFT, 300, 484, "name")
    d.line("referrer_role", "Stilling/rolle:", 315, RIGHT, 484)
    d.line("referrer_agency", "Arbeidssted/tjeneste:", LEFT, 370, 508)
    d.line("referrer_phone", "Telefon:", 385, RIGHT, 508, "phone")
    d.bar(LEFT, RIGHT, 522, "4. Kort om diagnose, helsetilstand og funksjonsnivå", GREEN, white)
    d.area("condition_text", "4. Kort om diagnose, helsetilstand og funksjonsnivå", (LEFT, 546, RIGHT, 690))


def _hamar_needs(d: Drawing) -> None:
    free = (("services_text", "5. Hvilke tjenester/hjelpeinstanser er involvert i dag?", 54, 130),
            ("needs_text", "6. Hvilke behov for tjenester og koordinering ser du/dere fremover?", 216, 120),
            ("goals_text", "7. Hva er viktig for bruker/familien? (mål og ønsker)", 368, 90))  # fmt: skip
    for name, question, y, high in free:
        d.bar(LEFT, RIGHT, y, question, GREEN, white)
        d.area(name, question, (LEFT, y + 22, RIGHT, y + 22 + high))
    d.line("place", "Sted:", LEFT, 270, 520, "place")
    d.line("signed_date", "Dato:", 300, 470, 520, "date")
    d.sign("guardian_1_signature", "Underskrift bruker/foresatt", LEFT, 280, 580)
    d.sign("referrer_signature", "Underskrift tjenesteyter", 310, RIGHT, 580)


def eidsvoll_request(path: Path) -> tuple[FormField, ...]:
    """Labels small inside their frames, free text in frames, who has parental responsibility; two pages."""
    d = Drawing(path, "Søknad om barnekoordinator", "Eidsvoll kommune")
    d.text(LEFT, 50, "Eidsvoll kommune", 12, bold=True)
    d.text(LEFT, 64, "Tildelingsenheten", 9)
    d.text(LEFT, 92, "Søknad om barnekoordinator", 16, bold=True)
    d.bar(LEFT, RIGHT, 104, "Barnet", GREY)
    d.frame("child_name", "Navn (fornavn og etternavn)", (LEFT, 128, 350, 160), "name", inside=True)
    d.comb("child_national_id", "Fødselsnummer", 366, 142, 11, "national_id")
    d.frame("child_address", "Adresse", (LEFT, 166, 320, 198), "address", inside=True)
    d.frame("child_postal_code", "Postnr.", (320, 166, 400, 198), "postal_code", inside=True)
    d.frame("child_city", "Poststed", (400, 166, RIGHT, 198), "city", inside=True)
    _eidsvoll_family(d)
    d.text(LEFT, 806, "Side 1 av 2", 7)
    d.next_page()
    _eidsvoll_needs(d)
    return d.save()


def _eidsvoll_family(d: Drawing) -> None:
    d.bar(LEFT, RIGHT, 210, "Foresatte", GREY)
    for n, y in ((1, 234), (2, 266)):
        d.frame(f"guardian_{n}_name", f"Foresatt {n}: navn", (LEFT, y, 250, y + 32), "name", inside=True)
        d.frame(f"guardian_{n}_national_id", "Fødselsnummer", (250, y, 400, y + 32), "national_id", inside=True)
        d.frame(f"guardian_{n}_phone", "Mobil", (400, y, RIGHT, y + 32), "phone", inside=True)
    d.text(LEFT, 320, "Hvem har foreldreansvaret?")
    shares = (("shared", "Begge"), ("one", "Én"), ("child_welfare", "Barnevernet"), ("other", "Andre"))
    d.boxes("parental_responsibility", "choice", "Hvem har foreldreansvaret?",
            tuple((210 + 86 * i, 311, key, words) for i, (key, words) in enumerate(shares)))  # fmt: skip
    yes_no(d, "interpreter_needed", "Har familien behov for tolk?", 332, at=210)
    d.line("interpreter_language", "Hvis ja, språk:", 330, RIGHT, 343)
    d.bar(LEFT, RIGHT, 356, "Opplysninger om barnets situasjon", GREY)
    question = "Beskriv barnets sykdom, skade eller nedsatte funksjonsevne"
    d.area("condition_text", question, (LEFT, 394, RIGHT, 540), True)
    d.area("services_text", "Hvilke tjenester har barnet/familien i dag?", (LEFT, 562, RIGHT, 700), True)


def _eidsvoll_needs(d: Drawing) -> None:
    d.text(LEFT, 50, "Søknad om barnekoordinator, Eidsvoll kommune, side 2 av 2", 8)
    d.area("needs_text", "Hvilken hjelp har dere behov for fra barnekoordinator?", (LEFT, 84, RIGHT, 230), True)
    d.frame("place", "Sted", (LEFT, 250, 280, 282), "place", inside=True)
    d.frame("signed_date", "Dato", (280, 250, 430, 282), "date", inside=True)
    d.sign("guardian_1_signature", "Underskrift foresatt 1", LEFT, 270, 350)
    d.sign("guardian_2_signature", "Underskrift foresatt 2", 310, RIGHT, 350)
    d.text(LEFT, 420, "Søknaden sendes til Tildelingsenheten i Eidsvoll kommune.", 8.5)
    d.text(LEFT, 434, "Barnekoordinator er en rett etter pasient- og brukerrettighetsloven § 2-5 c.", 8.5)


def general_consent(path: Path, language: str) -> tuple[FormField, ...]:
    """The consent of no municipality: who, whether, to whom, what not, how long."""
    nn = language == "nn"
    d = Drawing(path, "Samtykke", "Barnekoordinator", "nn-NO" if nn else "nb-NO")
    d.text(LEFT, 52, "Samtykke til samarbeid og utveksling av opplysningar" if nn else
           "Samtykke til samarbeid og utveksling av opplysninger", 13, bold=True)  # fmt: skip
    freely = "De kan når som helst trekkje det tilbake." if nn else "Dere kan når som helst trekke det tilbake."
    d.text(LEFT, 68, f"{'Gjeld' if nn else 'Gjelder'} barnekoordinator og individuell plan. {freely}", 8.5)
    d.frame("child_name", "Namnet til barnet" if nn else "Barnets navn", (LEFT, 92, 380, 112), "name")
    d.frame("child_birth_date", "Fødselsdato", (390, 92, RIGHT, 112), "date")
    d.frame("guardian_1_name", "Føresett 1" if nn else "Foresatt 1", (LEFT, 130, MIDDLE - 5, 150), "name")
    d.frame("guardian_2_name", "Føresett 2" if nn else "Foresatt 2", (MIDDLE + 5, 130, RIGHT, 150), "name")
    yes_no(d, "consent_given", "Eg/vi samtykkjer" if nn else "Jeg/vi samtykker", 164, at=180)
    consent(d, language, 194)
    return d.save()


BLANKS: Mapping[str, Callable[[Path], tuple[FormField, ...]]] = {
    "bamble/foresporsel-koordinator/2": bamble_request,
    "bamble/samtykke/2": bamble_consent,
    "hamar/henvendelse-ip-koordinator/2": hamar_request,
    "eidsvoll/soknad-barnekoordinator/2": eidsvoll_request,
    "felles/samtykke/nb": lambda path: general_consent(path, "nb"),
    "felles/samtykke/nn": lambda path: general_consent(path, "nn"),
}
"""How each is drawn, by its folder."""


def main() -> None:
    """Draws them all anew."""
    for folder, draw in BLANKS.items():
        path = HERE / folder / "blank.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        draw(path)


if __name__ == "__main__":
    main()
