"""PDF files that carry more than pages: attachments, portfolios, forms of Adobe's XFA, receipts of electronic forms."""

import io
from collections.abc import Mapping, Sequence

import pypdf
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)
XFA_DATA = "http://www.xfa.org/schema/xfa-data/1.0/"


def receipt(title: str, answers: Sequence[tuple[str, str]]) -> bytes:
    """What a portal makes of a form that was filled in there: each question with its answer below, no boxes at all."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(60, 780, title)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 764, "Kvittering for innsendt skjema")
    y = 735.0
    for question, answer in answers:
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawString(60, y, question)
        canvas.setFont("Helvetica", 10)
        for line in answer.split("\n"):
            y -= 14
            canvas.drawString(60, y, line)
        y -= 22
    canvas.save()
    return out.getvalue()


def carrying(content: bytes, files: Mapping[str, bytes], portfolio: bool = False, relation: str = "") -> bytes:
    """The PDF with files attached; as a portfolio it is only their cover. `relation` is theirs to the document."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    for name, attached in files.items():
        embedded = writer.add_attachment(name, attached)
        if relation:
            embedded.pdf_object[NameObject("/AFRelationship")] = NameObject(f"/{relation}")
    if portfolio:
        writer.root_object[NameObject("/Collection")] = DictionaryObject(
            {NameObject("/Type"): NameObject("/Collection"), NameObject("/View"): NameObject("/D")}
        )
    return _written(writer)


def cover() -> bytes:
    """The page that Acrobat puts in front of a portfolio's files."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=1)
    canvas.drawString(60, 500, "For the best experience, open this PDF portfolio in")
    canvas.drawString(60, 480, "Acrobat X or Adobe Reader X, or later.")
    canvas.save()
    return out.getvalue()


def static_xfa(labels: Sequence[tuple[str, str]], data: Mapping[str, str], fields: Mapping[str, str]) -> bytes:
    """A form with fields of both kinds: `labels` are names and labels from the top, `data` what stands in the XFA,
    `fields` what stands in the AcroForm."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 790, "Søknad om barnekoordinator")
    canvas.setFont("Helvetica", 10)
    for number, (name, label) in enumerate(labels):
        y = 730 - 50 * number
        canvas.drawString(60, y + 24, label)
        canvas.acroForm.textfield(name=name, x=60, y=y, width=460, height=18, borderWidth=0.5, fontSize=10)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    _name_as_adobe(writer, dict(fields))
    leaves = "".join(f"<{name}>{value}</{name}>" for name, value in data.items())
    datasets = f'<xfa:datasets xmlns:xfa="{XFA_DATA}"><xfa:data><skjema>{leaves}</skjema></xfa:data></xfa:datasets>'
    packets = pypdf.generic.ArrayObject()
    for name, packet in (("template", "<template/>"), ("datasets", datasets)):
        stream = pypdf.generic.StreamObject()
        stream.set_data(packet.encode())
        packets += [TextStringObject(name), writer._add_object(stream)]
    writer.root_object["/AcroForm"][NameObject("/XFA")] = packets  # type: ignore[index]
    return _written(writer)


def _name_as_adobe(writer: pypdf.PdfWriter, fields: Mapping[str, str]) -> None:
    """With names as LiveCycle gives them, within a form and a subform that has no name."""
    for page in writer.pages:
        for reference in page["/Annots"]:  # type: ignore[attr-defined]
            field = reference.get_object()
            name = str(field["/T"])
            field[NameObject("/T")] = TextStringObject(f"skjema[0].#subform[0].{name}[0]")
            for key in ("/V", "/DV", "/AP"):
                field.pop(key, None)
            if name in fields:
                field[NameObject("/V")] = TextStringObject(fields[name])


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
