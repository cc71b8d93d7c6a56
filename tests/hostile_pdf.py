"""Build PDFs by hand, object by object; those in `HANGING` keep PDFium busy for ever: read them in a child process."""

import io
import zlib
from collections.abc import Callable, Sequence

from pdf_press import WIDTH
from reportlab.pdfgen.canvas import Canvas


def drawn(draw: Callable[[Canvas], object], **named: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, 842), **named)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def pictures(canvas: Canvas) -> None:
    for _ in range(3):
        canvas.rect(50, 50, 400, 400, fill=1)
        canvas.showPage()


def raw(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of the given objects (numbers from 1) with a true cross-reference table."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF"
                  % (len(objects) + 1, table, len(objects) + 1, root, len(out)))


def page_of(content: bytes, *, packed: bool = False, resources: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    stream = zlib.compress(content) if packed else content
    filters = b"/Filter/FlateDecode" if packed else b""
    return raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
               % resources, b"<<%s/Length %d>>stream\n%s\nendstream" % (filters, len(stream), stream),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", *more)


def text_of(*lines: bytes) -> bytes:
    return b"BT /F 10 Tf 50 700 Td " + b" ".join(b"(%s) Tj 0 -12 Td" % line for line in lines) + b" ET"


def _nested_forms() -> bytes:
    """Ten forms, each of which draws the next ten times: 10,000,000,000 drawings in 3 kB."""
    form = (b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X%02d %d 0 R>>>>/Length 80>>stream\n%s\n"
            b"endstream")
    forms = [form % (n + 1, n + 1, b"/X%02d Do " % (n + 1) * 10) for n in range(6, 16)]
    return page_of(b"/X06 Do", resources=b"/XObject<</X06 6 0 R>>", more=forms)


HANGING: dict[str, Callable[[], bytes]] = {
    "forms that draw forms": _nested_forms,
    "a form that draws itself": lambda: page_of(
        b"/X Do", resources=b"/XObject<</X 6 0 R>>",
        more=[b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 11>>stream\n"
              b"/X Do /X Do\nendstream"]),
}
