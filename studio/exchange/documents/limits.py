"""What a document may not be: too large, a zip bomb, with macros or entities."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from playbook.text_files import FileFault

_MAX_PARTS = 5_000
_MAX_UNPACKED = 200_000_000
_MAX_XML = 60_000_000
_MAX_RATIO = 200
_SMALL = 10_000_000
_MACROS = (".docm", ".dotm", ".pptm", ".potm", ".ppsm")


def open_package(raw: bytes, path: Path) -> zipfile.ZipFile:
    """Return an Office file's package after all checks.

    Raises FileFault where it is broken, packed beyond reason, holds macros,
    or declares entities.
    """
    try:
        package = zipfile.ZipFile(BytesIO(raw))
        _check_size(package, path)
        _check_macros(package, path)
        _check_xml(package, path)
    except FileFault:
        raise
    except Exception as error:  # zipfile raises many kinds on a broken archive, zlib's and struct's among them
        raise FileFault(path, "", f"is broken ({_short(error)}), expected a Word or PowerPoint file") from None
    return package


def _check_size(package: zipfile.ZipFile, path: Path) -> None:
    parts = package.infolist()
    if len(parts) > _MAX_PARTS:
        raise FileFault(path, "", f"packs {len(parts):,} parts, expected at most {_MAX_PARTS:,}")
    size, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if size > _MAX_UNPACKED or (size > _SMALL and size > _MAX_RATIO * max(packed, 1)):
        raise FileFault(path, "", f"unpacks to {size / 1e6:,.0f} MB (a zip bomb?), expected a document of at most "
                        f"{_MAX_UNPACKED / 1e6:.0f} MB that packs no more than {_MAX_RATIO} times")
    if any(p.flag_bits & 1 for p in parts):
        raise FileFault(path, "", "is protected by a password, expected a file that opens without one")


def _check_macros(package: zipfile.ZipFile, path: Path) -> None:
    names = [name.lower() for name in package.namelist()]
    types = package.read("[Content_Types].xml") if "[Content_Types].xml" in package.namelist() else b""
    macros = any(name.endswith("vbaproject.bin") for name in names) or b"macroenabled" in types.lower()
    if macros or path.suffix.lower() in _MACROS:
        raise FileFault(path, "", "holds macros, expected a file without them (save it as .docx or .pptx)")


def _check_xml(package: zipfile.ZipFile, path: Path) -> None:
    parts = [p for p in package.infolist() if p.filename.lower().endswith((".xml", ".rels"))]
    if (size := sum(p.file_size for p in parts)) > _MAX_XML:
        raise FileFault(path, "", f"has {size / 1e6:,.0f} MB of text and layout, expected at most "
                        f"{_MAX_XML / 1e6:.0f} MB")
    for part in parts:
        data = package.read(part)
        if any(word in data or word.decode().encode(wide) in data
               for word in (b"<!DOCTYPE", b"<!ENTITY") for wide in ("utf-16-le", "utf-16-be")):
            raise FileFault(path, part.filename, "declares a document type or an entity, expected plain XML")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
