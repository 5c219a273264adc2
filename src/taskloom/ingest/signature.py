"""Types told by the first bytes of a file, whatever its name: PDF, images, spreadsheets, and what is refused.

Text has no signature; what kind of text a file is stands in `taskloom.ingest.media`.
"""

from __future__ import annotations

import re

from taskloom.ingest.errors import Refused

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)

_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file; save it as XLSX, PDF or HTML"),
    (b"SQLite format 3\x00", "a SQLite database; export its tables as CSV"),
    (b"{\\rtf", "a Rich Text file; save it as PDF, HTML or plain text"),
    (b"%!PS", "a PostScript file; convert it to PDF"),
    (b"AT&TFORM", "a DjVu file; convert it to PDF"),
    (b"BZh", "bzip2-compressed; uncompress it"),
    (b"\xfd7zXZ\x00", "xz-compressed; uncompress it"),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed; uncompress it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and give the folder"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it and give the folder"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\x00asm", "a program"),
    (b"ID3", "audio; give its transcript"),
    (b"OggS", "audio or video; give its transcript"),
    (b"fLaC", "audio; give its transcript"),
    (b"\x1aE\xdf\xa3", "a video; give its transcript"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"OTTO\x00", "a font"),
    (b"8BPS", "a Photoshop image; convert it to PNG"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image; convert it to PNG"),
    (b"\x00\x00\x01\x00", "an icon"),
)


def by_signature(data: bytes, extension: str) -> str | None:
    """The media type of a file with a known signature, None for others; Refused if nothing reads it.

    `extension` is the name's, in lower case without its dot: some signatures are too short to stand alone.
    """
    head = data[:4096]
    for magic, image in _IMAGES:
        if head.startswith(magic):
            return image
    if head[:4] == b"RIFF":
        if head[8:12] == b"WEBP":
            return "image/webp"
        raise Refused("audio or video; give its transcript")
    if head[:2] == b"BM" and (extension == "bmp" or int.from_bytes(head[2:6], "little") == len(data)):
        return "image/bmp"
    if head[:4] == b"PAR1" and (data[-4:] == b"PAR1" or extension == "parquet"):
        return PARQUET
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(data, extension)
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
            raise Refused("a HEIC or AVIF image; convert it to PNG")
        raise Refused("a video; give its transcript")
    if head[257:262] == b"ustar":
        raise Refused("a tar archive; unpack it and give the folder")
    for magic, reason in _REFUSED:
        if head.startswith(magic):
            raise Refused(reason)
    # readers of PDF accept junk before the header; a text that speaks of '%PDF-' is no PDF
    place = head[:1024].find(b"%PDF-")
    if place == 0 or (place > 0 and (extension == "pdf" or head[:place].strip(b"\x00\t\r\n \xef\xbb\xbf") == b"")):
        return PDF
    if extension == "pdf" and _is_pdf_without_header(data):
        return PDF
    return None


def _is_pdf_without_header(data: bytes) -> bool:
    return re.search(rb"\d+\s+\d+\s+obj\b", data[:4096]) is not None


def _archive(data: bytes, extension: str) -> str:
    """XLSX, the one kind of ZIP file that is read; member names stand uncompressed in the bytes."""
    if b"xl/workbook" in data or (extension in ("xlsx", "xlsm") and b"xl/" in data):
        return XLSX
    if b"word/document" in data:
        raise Refused("a Word document; save it as PDF or HTML")
    if b"ppt/presentation" in data:
        raise Refused("a PowerPoint file; save it as PDF")
    if b"application/epub+zip" in data[:200]:
        raise Refused("an EPUB book; unpack it and give the folder of its pages")
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise Refused("an OpenDocument file; save it as XLSX, PDF or HTML")
    raise Refused("a ZIP archive; unpack it and give the folder")
