"""What a page says on paper: the text of a PDF that Chromium wrote, and how many sheets it has."""

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
# A font is chosen, or glyphs of it are drawn.
DRAWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>\s*Tj|\[((?:[^\]])*)\]\s*TJ")


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def text(pdf):
    """All that is drawn, without the gaps between words: where a line ends is not said."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {}
    for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", pdf):
        of = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        if of:
            fonts[name.decode()] = letters(stream(objects[int(of[1])]))
    drawn = [stream(body) for body in objects.values() if b"stream" in body]
    said = "".join(read(one, fonts) for one in drawn if re.search(r"\bTf\b", one))
    # Letters that are drawn as one are two again.
    return unicodedata.normalize("NFKC", said)


def stream(body):
    found = STREAM.search(body)
    data = found[1] if found else b""
    if b"/FlateDecode" in body[:found.start() if found else None]:
        data = zlib.decompress(data)
    return data.decode("latin-1")


def letters(table):
    """By glyph, what a font draws, and how long a glyph's number is."""
    size = len(re.search(r"begincodespacerange\s*<(\w+)>", table)[1])
    known = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, means in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            known[int(glyph, 16)] = bytes.fromhex(means).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, means in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                known[glyph] = chr(int(means, 16) + step)
    return size, known


def read(content, fonts):
    said, font = [], None
    for name, one, several in DRAWN.findall(content):
        if name:
            font = fonts.get(name)
            continue
        if font is None:
            continue
        size, known = font
        glyphs = one or "".join(re.findall(r"<([0-9A-Fa-f]+)>", several))
        said += [known.get(int(glyphs[at:at + size], 16), "")
                 for at in range(0, len(glyphs), size)]
    return re.sub(r"\s", "", "".join(said))
