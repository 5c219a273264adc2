"""An HTML page -> Document: its content as blocks, its title and names, what it says about itself."""

from taskloom.ingest import markup
from taskloom.ingest.encoding import decode
from taskloom.ingest.errors import Refused
from taskloom.ingest.html_blocks import read_blocks
from taskloom.ingest.html_head import read_head
from taskloom.ingest.html_text import Reader
from taskloom.ingest.html_title import name_page, words_of_page_file
from taskloom.ingest.language import detect
from taskloom.ingest.legend import attach_notes
from taskloom.ingest.main_text import Chrome, find_content
from taskloom.ingest.outline import outline
from taskloom.ingest.source import Source
from taskloom.schema.document import Block, Document, Heading, Paragraph, Skipped, Table

_SAMPLE = 20_000


def read(source: Source) -> Document:
    """Reads a page. Raises Refused when it shows no text, NotText when its bytes are none."""
    decoded = decode(source.data, source.charset)
    page = markup.parse(decoded.text)
    head = read_head(page)
    chrome = Chrome(page.body)
    content = find_content(page.body, chrome)
    found = read_blocks(content, Reader(page.body, head.base), chrome)
    if not found.blocks:
        raise Refused("no visible text: the page may draw itself with scripts; save it from a browser")
    naming = name_page(head, content, found.blocks, words_of_page_file(source.path))
    blocks = outline(found.blocks, {naming.title, *naming.names})
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="html",
        title=naming.title,
        title_from=naming.title_from,
        names=naming.names,
        blocks=tuple(attach_notes(blocks)),
        language=head.language or detect(_sample(blocks)),
        encoding=decoded.encoding,
        address=head.address,
        description=head.description,
        authors=head.authors,
        published=head.published,
        licence=head.licence,
        skipped=(*found.skipped, *_unread_tables(page, content)),
    )


def _unread_tables(page: markup.Page, content: markup.Element) -> list[Skipped]:
    """The tables that stand outside the content, and those that are hidden."""
    inside = {element.number for element in content.elements()}
    seen = {element.number for element in page.body.elements()}
    return [
        Skipped(locator=f"table[{number}]", reason="beside the content" if number in seen else "hidden")
        for number in range(1, page.tables + 1)
        if number not in inside
    ]


def _sample(blocks: list[Block]) -> str:
    """The page's prose, or without any its table cells, to tell the language by."""
    prose = " ".join(block.text for block in blocks if isinstance(block, Paragraph | Heading))
    if len(prose) >= 200:
        return prose[:_SAMPLE]
    cells = (cell.text for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells)
    return f"{prose} {' '.join(cells)}"[:_SAMPLE]
