"""Draws `blank.pdf` beside this file: Marker's information and application sheet as a form to fill in.

The words are the municipality's own. The two questions, place and date can be filled in a PDF reader; the signatures
are lines for a pen, for a parent who fills the form in on a screen still prints it to sign. The same bytes come out of
every run. Lengths are in points, from the lower left corner of the page.
"""

from pathlib import Path

import reportlab
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

WIDTH, HEIGHT = A4
LEFT, RIGHT = 62.0, WIDTH - 62.0
GREEN = HexColor("#1f4d3a")
RULE = HexColor("#5b6b64")

BODY = ParagraphStyle("body", fontName="Vera", fontSize=9.2, leading=13.6, textColor=black)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=16, bulletIndent=2, bulletFontName="Vera", bulletFontSize=9.2)
HEADING = ParagraphStyle("heading", parent=BODY, fontName="Vera-Bold", fontSize=11.4, leading=16, textColor=GREEN)
QUESTION = ParagraphStyle("question", parent=BODY, fontName="Vera-Bold", fontSize=9.2, leading=12.8)

INTRODUCTION = (
    "En barnekoordinator er en fagperson som samordner og veileder familier med barn som har alvorlig sykdom, skade "
    "eller funksjonsnedsettelse for å sikre helhetlig oppfølging fra ulike kommunale tjenester og velferdstjenester. "
    "Koordinatorer fungerer som fast kontaktpunkt for familien, hjelper til med informasjon, veiledning om tjenester "
    "(som helse, omsorg, PPT), fremdrift i individuell plan, og sikrer at kommunen oppfyller sitt ansvar for å "
    "koordinere tilbudet. Rettigheten til barnekoordinator er lovfestet i pasient- og brukerrettighetsloven § 2-5c."
)
RIGHTS = (
    "Familier som venter barn, eller har barn under 18 år, med alvorlig sykdom, skade eller funksjonsnedsettelse.",
    "Barnet/ungdommen må ha behov for langvarige, sammensatte eller koordinerte helse-, omsorgs- og velferdstjenester.",
)
TASKS = (
    "<b>Koordinerer:</b> Sikrer at alle tjenester rundt barnet og familien fungerer sammen.",
    "<b>Informerer og veileder:</b> Gir informasjon om velferdstjenester og hjelper til med å finne de riktige "
    "tjenestene.",
    "<b>Individuell Plan (IP):</b> Bidrar til å utarbeide og følge opp en plan for barnet og familien.",
    "<b>Familiens kontaktperson:</b> Fungerer som et samlende punkt for familien i møte med offentlige instanser.",
    "<b>Fremmer kommunens ansvar:</b> Jobber aktivt for at kommunen skal oppfylle sitt ansvar for nødvendige tjenester "
    "og tilrettelegging.",
)
IMPORTANCE = (
    "Familier med barn med store hjelpebehov opplever ofte at tjenestene er fragmenterte, og at de selv må koordinere "
    "det hele. Barnekoordinatoren avlaster foreldrene ved å skape mer sammenhengende, helhetlig og forutsigbar "
    "oppfølging.",
    "Barnekoordinatoren må utføre sine oppgaver innenfor kommunalt besluttede rammer hva gjelder budsjett og "
    "prioritering/fordeling av ressurser mellom ulike kommunale sektorer.",
    "Det er kommunen, og ikke barnekoordinatoren, som har det rettslige ansvaret for at familien, barnet og ungdommen "
    "får de tjenestene de skal ha. Barnekoordinatoren skal ikke kunne instruere andre velferdstjenester om hvilke "
    "tjenester og hvilken oppfølging de skal gi til familien, barnet og ungdommen, og hvordan ulike tjenester skal "
    "ytes.",
)
ADDRESS = "Sendes/leveres til Marker bo- og servicesenter, Brødrene Olsens vei 4, 1870 Ørje"
PURPOSE = (
    "Saksbehandler for tildeling av helse- og omsorgstjenester har behov for informasjon om barnet og hvilke omsorgs- "
    "og velferdstjenester barnet/familien mottar for å vurdere retten til barnekoordinator."
)
QUESTION_1 = "1. Beskriv ditt barns sykdom/skade/funksjonsnedsettelse:"
QUESTION_2 = (
    "2. Hvilke helse- og omsorgstjenester / velferdstjenester mottar dere pr. i dag, og/eller vil dere ha behov for "
    "på lengre sikt?"
)

# name: left, bottom, width, height, what a screen reader says. The template's boxes are these.
FIELDS = {
    "condition_text": (LEFT, 484.0, RIGHT - LEFT, 168.0, QUESTION_1),
    "services_text": (LEFT, 252.0, RIGHT - LEFT, 182.0, QUESTION_2),
    "place": (96.0, 206.0, 190.0, 22.0, "Sted"),
    "signed_date": (348.0, 206.0, 130.0, 22.0, "Dato (dd.mm.åååå)"),
}
SIGNATURE_LINES = ((LEFT, 278.0), (317.0, RIGHT))
SIGNATURE_HEIGHT = 118.0


def register_fonts() -> None:
    """Bitstream Vera, which comes with reportlab and has the Norwegian letters."""
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", folder / "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("Vera-Bold", folder / "VeraBd.ttf"))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="Vera-Bold", italic="Vera", boldItalic="Vera-Bold")


def flow(canvas: Canvas, top: float, text: str, style: ParagraphStyle, bullet: str | None = None) -> float:
    """Sets a paragraph with its upper edge at `top`; gives back its lower edge."""
    paragraph = Paragraph(text, style, bulletText=bullet)
    _, height = paragraph.wrap(RIGHT - LEFT, HEIGHT)
    paragraph.drawOn(canvas, LEFT, top - height)
    return top - float(height)


def band(canvas: Canvas, title: str, subtitle: str) -> None:
    """The head of a page, above a thick rule: light on ink, for most are printed at home."""
    canvas.setFillColor(GREEN)
    canvas.rect(LEFT, HEIGHT - 88, RIGHT - LEFT, 4, stroke=0, fill=1)
    canvas.setFont("Vera-Bold", 19)
    canvas.drawString(LEFT, HEIGHT - 58, title)
    canvas.setFont("Vera", 10)
    canvas.drawString(LEFT, HEIGHT - 76, subtitle)
    canvas.setFont("Vera-Bold", 9)
    canvas.drawRightString(RIGHT, HEIGHT - 76, "Marker kommune")


def foot(canvas: Canvas, page: int) -> None:
    """The page's number below a thin rule."""
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, 46, RIGHT, 46)
    canvas.setFillColor(RULE)
    canvas.setFont("Vera", 7)
    canvas.drawString(LEFT, 35, "Barnekoordinator i Marker kommune – informasjon og søknadsskjema")
    canvas.drawRightString(RIGHT, 35, f"Side {page} av 2")


def section(canvas: Canvas, top: float, heading: str, paragraphs: tuple[str, ...], bullets: tuple[str, ...]) -> float:
    """A heading with its paragraphs, or with a list where `bullets` holds a sign for each."""
    y = flow(canvas, top - 13, heading, HEADING)
    for number, text in enumerate(paragraphs):
        bullet = bullets[number] if bullets else None
        y = flow(canvas, y - 4, text, ITEM if bullet else BODY, bullet)
    return y


def information_page(canvas: Canvas) -> None:
    """Page 1: what the right is, and what a coordinator does."""
    band(canvas, "Barnekoordinator i Marker kommune", "Informasjon og søknadsskjema")
    y = flow(canvas, HEIGHT - 106, INTRODUCTION, BODY)
    y = section(canvas, y, "Hvem har rett til barnekoordinator?", RIGHTS, ("1.", "2."))
    y = section(canvas, y, "Hva gjør barnekoordinatoren?", TASKS, ("•",) * len(TASKS))
    section(canvas, y, "Hvorfor er det viktig?", IMPORTANCE, ())
    foot(canvas, 1)


def answer_box(canvas: Canvas, name: str) -> None:
    """A frame with a fillable field of the same size in it."""
    left, bottom, width, height, tooltip = FIELDS[name]
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.8)
    canvas.rect(left, bottom, width, height, stroke=1, fill=0)
    canvas.acroForm.textfield(
        name=name,
        tooltip=tooltip,
        x=left,
        y=bottom,
        width=width,
        height=height,
        borderWidth=0,
        borderColor=None,
        fillColor=None,
        textColor=black,
        fontName="Helvetica",
        fontSize=10,
        fieldFlags="multiline" if height > 30 else "",
        maxlen=4000,
    )


def signatures(canvas: Canvas) -> None:
    """The two lines to sign on."""
    canvas.setFillColor(black)
    canvas.setFont("Vera-Bold", 9.2)
    canvas.drawString(LEFT, 178, "Signatur foresatte:")
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.8)
    for left, right in SIGNATURE_LINES:
        canvas.line(left, SIGNATURE_HEIGHT, right, SIGNATURE_HEIGHT)


def form_page(canvas: Canvas) -> None:
    """Page 2: the application."""
    band(canvas, "Søknadsskjema", "Barnekoordinator")
    y = flow(canvas, HEIGHT - 98, f"<b>{ADDRESS}</b>", BODY)
    flow(canvas, y - 6, PURPOSE, BODY)
    for name, question in (("condition_text", QUESTION_1), ("services_text", QUESTION_2)):
        _, bottom, _, height, _ = FIELDS[name]
        lines = 2 if name == "services_text" else 1
        flow(canvas, bottom + height + 6 + lines * QUESTION.leading, question, QUESTION)
        answer_box(canvas, name)
    canvas.setFillColor(black)
    canvas.setFont("Vera-Bold", 9.2)
    canvas.drawString(LEFT, 213, "Sted:")
    canvas.drawString(312, 213, "Dato:")
    answer_box(canvas, "place")
    answer_box(canvas, "signed_date")
    signatures(canvas)
    foot(canvas, 2)


def make(path: Path) -> None:
    """Writes the blank to `path`."""
    register_fonts()
    canvas = Canvas(str(path), pagesize=A4, invariant=1, lang="nb-NO")
    canvas.setTitle("Søknadsskjema: Barnekoordinator i Marker kommune")
    canvas.setAuthor("Marker kommune")
    information_page(canvas)
    canvas.showPage()
    form_page(canvas)
    canvas.showPage()
    canvas.save()


if __name__ == "__main__":
    make(Path(__file__).with_name("blank.pdf"))
