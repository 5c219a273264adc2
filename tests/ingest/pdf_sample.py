"""Small PDFs written by hand, and sources over them and over the test data."""

from hashlib import blake2b
from pathlib import Path

from taskloom.ingest.source import Source

DATA = Path(__file__).parent.parent / "data" / "pdf"


def source_of(name: str, data: bytes) -> Source:
    path = Path(name)
    digest = blake2b(data, digest_size=32).hexdigest()
    return Source(path=path, uri=name, data=data, digest=digest, media_type="application/pdf")


def stored(name: str) -> Source:
    return source_of(name, (DATA / name).read_bytes())


def text(left: float, base: float, words: str, size: float = 10, font: str = "F1") -> str:
    """Operators that write `words` with the baseline `base` points above the page's bottom."""
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {left} {base} Td ({escaped}) Tj ET\n"


def rule(left: float, bottom: float, right: float, top: float) -> str:
    """Operators that draw a line."""
    return f"{left} {bottom} m {right} {top} l S\n"


def pdf_of(*contents: str, rotate: int = 0, title: str = "", size: tuple[int, int] = (612, 792)) -> bytes:
    """A PDF with one page for each content stream; F1 is Helvetica, F2 Helvetica-Bold."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        f"<< /Title ({title}) >>",
    ]
    for index, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} "
            f"/Contents {7 + 2 * index} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body = "%PDF-1.4\n"
    places: list[int] = []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{place:010d} 00000 n \n" for place in places)
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")
