"""What a PDF page paints: characters, straight lines and pictures, as a viewer shows them.

pdfminer knows fonts and the state of text and graphics; here its interpreter gets faster instructions and paints into plain tuples,
measured in points from the upper left corner of the page as it is shown: turned, and cut to its crop box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import stream_value
from pdfminer.utils import apply_matrix_rect, mult_matrix

from index.documents import Box
from index.readers.characters import plain_characters
from index.readers.instructions import instructions
from index.readers.rulings import Segment

Matrix = tuple[float, float, float, float, float, float]

# shortest pieces of ruling that count, in points (pdfplumber's edge_min_length_prefilter)
SHORTEST_PIECE = 1.0
# a line that leaves its course by no more than this, in points, is straight
_STRAIGHT = 0.5


class Char(NamedTuple):
    """A painted character and its box in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass
class Painted:
    """A page's marks. `pictures` are the boxes of images; `curves` counts the paths that are neither a line nor a rectangle."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontals: list[Segment] = field(default_factory=list)
    verticals: list[Segment] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    curves: int = 0


def painted(page: Any, resources: PDFResourceManager) -> Painted:
    """What a pdfminer page paints. Raises what pdfminer raises on damaged objects."""
    matrix, width, height = _shown(page)
    canvas = _Canvas(resources, Painted(width, height))
    _Interpreter(resources, canvas).render_contents(page.resources, page.contents, ctm=matrix)
    return canvas.painted


def _shown(page: Any) -> tuple[Matrix, float, float]:
    """The matrix from PDF space to the page as shown, y downwards, and its width and height."""
    x0, y0, x1, y1 = _upright(page.mediabox)
    left, low, right, high = _upright(page.cropbox)
    inside = max(x0, left), max(y0, low), min(x1, right), min(y1, high)
    if inside[0] < inside[2] and inside[1] < inside[3]:
        x0, y0, x1, y1 = inside
    width, height = x1 - x0, y1 - y0
    if page.rotate == 90:
        return (0, 1, 1, 0, -y0, -x0), height, width
    if page.rotate == 180:
        return (-1, 0, 0, 1, x1, -y0), width, height
    if page.rotate == 270:
        return (0, -1, -1, 0, y1, x1), height, width
    return (1, 0, 0, -1, -x0, y1), width, height


def _upright(box: Sequence[float]) -> Box:
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


class _Interpreter(PDFPageInterpreter):  # type: ignore[misc]
    """pdfminer's interpreter with another tokenizer; operands never outlive their operator."""

    def execute(self, streams: Sequence[object]) -> None:
        for operator, operands in instructions(b"\n".join(self._contents(streams))):
            known = _OPERATORS.get(operator)
            if known is None:
                continue
            method, count = known
            self.argstack = operands
            if not count:
                method(self)
            elif len(operands) >= count:
                method(self, *operands[-count:])

    def _contents(self, streams: Sequence[object]) -> Iterable[bytes]:
        """The streams' data; what is being painted already is not painted within itself."""
        self.stream_ids.clear()
        for stream in map(stream_value, streams):
            if stream.objid is not None and stream.objid not in self.parent_stream_ids:
                self.stream_ids.add(stream.objid)
                yield stream.get_data()


def _operators() -> dict[bytes, tuple[Any, int]]:
    spelled = {"_q": b"'", "_w": b'"'}
    found = {}
    for name in dir(_Interpreter):
        if name.startswith("do_"):
            method = getattr(_Interpreter, name)
            operator = spelled.get(name[3:]) or name[3:].replace("_a", "*").encode("ascii")
            found[operator] = (method, method.__code__.co_argcount - 1)
    return found


_OPERATORS = _operators()


class _Canvas(PDFTextDevice):  # type: ignore[misc]
    """pdfminer's output device: adds to a Painted what lies on the page as it is shown."""

    ctm: Matrix

    def __init__(self, resources: PDFResourceManager, page: Painted) -> None:
        super().__init__(resources)
        self.painted = page
        self.glyphs: dict[Any, dict[int, tuple[str, float, Any]]] = {}
        self.figures: list[Matrix] = []

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        self.figures.append(self.ctm)
        self.ctm = mult_matrix(matrix, self.ctm)

    def end_figure(self, name: str) -> None:
        self.ctm = self.figures.pop()

    def render_image(self, name: str, stream: Any) -> None:
        self.painted.pictures.append(_upright(apply_matrix_rect(self.ctm, (0, 0, 1, 1))))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Text: `textstate.linematrix` is where the string begins, and afterwards where it ended."""
        font, fontsize = textstate.font, textstate.fontsize
        scaling = textstate.scaling * 0.01
        charspace = textstate.charspace * scaling
        wordspace = 0 if font.is_multibyte() else textstate.wordspace * scaling
        step = 0.001 * fontsize * scaling
        vertical = font.is_vertical()
        a, b, c, d, e, f = mult_matrix(textstate.matrix, self.ctm)
        low = textstate.rise + (0 if vertical else font.get_descent() * fontsize)
        glyphs = self.glyphs.setdefault(font, {})
        chars, double_width, double_height = self.painted.chars, 2 * self.painted.width, 2 * self.painted.height
        along, spaced = textstate.linematrix[1 if vertical else 0], False
        across = textstate.linematrix[0 if vertical else 1]
        for piece in seq:
            if isinstance(piece, (int, float)):
                along -= piece * step
                spaced = True
            elif isinstance(piece, bytes):
                for cid in font.decode(piece):
                    glyph = glyphs.get(cid)
                    if glyph is None:
                        glyph = glyphs[cid] = _glyph(font, cid)
                    text, width, displacement = glyph
                    advance = width * fontsize * scaling
                    along += charspace if spaced else 0
                    if vertical:
                        box = _upright_glyph(displacement, fontsize, low, advance, across, along)
                    else:
                        box = (along, across + low, along + advance, across + low + fontsize)
                    if text:
                        x0, y0, x1, y1 = box
                        if b == 0 == c:
                            x0, x1, y0, y1 = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
                        else:
                            x0, y0, x1, y1 = apply_matrix_rect((a, b, c, d, e, f), box)
                        if x1 < x0:
                            x0, x1 = x1, x0
                        if y1 < y0:
                            y0, y1 = y1, y0
                        if 0 <= x0 + x1 <= double_width and 0 <= y0 + y1 <= double_height and y1 - y0 <= double_height:
                            chars.append(Char(text, x0, y0, x1, y1, x1 - x0 if vertical else y1 - y0))
                    along += advance + (wordspace if cid == 32 else 0)
                    spaced = True
        textstate.linematrix = (across, along) if vertical else (along, across)

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        a, b, c, d, e, f = self.ctm
        points: list[tuple[float, float]] = []
        bent = False
        for part in (*path, ("m",)):
            operator = part[0]
            if operator == "m":
                self._straight_lines(points, bent)
                points, bent = [], False
                if len(part) == 1:
                    return
            elif not points:
                continue  # a path begins with m
            if operator == "h":
                points.append(points[0])
            else:
                x, y = part[-2:]
                points.append((a * x + c * y + e, b * x + d * y + f))
                bent = bent or operator in "cvy"

    def _straight_lines(self, points: Sequence[tuple[float, float]], bent: bool) -> None:
        """The straight pieces of a path, which are rulings where they run level or upright."""
        if bent or len(points) > 5:
            self.painted.curves += 1
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            wide, high = abs(x1 - x0), abs(y1 - y0)
            if high <= _STRAIGHT and wide > high:
                if wide >= SHORTEST_PIECE:
                    self.painted.horizontals.append(Segment((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif wide <= _STRAIGHT and high >= SHORTEST_PIECE:
                self.painted.verticals.append(Segment((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _glyph(font: Any, cid: int) -> tuple[str, float, Any]:
    """A font's character (U+FFFD where the font does not say which), its width and its displacement."""
    try:
        text = plain_characters(font.to_unichr(cid))
    except PDFUnicodeNotDefined:
        text = "\ufffd"
    return text, font.char_width(cid), font.char_disp(cid)


def _upright_glyph(displacement: Any, fontsize: float, rise: float, advance: float, across: float, along: float) -> Box:
    """The box of a character of a font that writes downwards."""
    vx, vy = displacement
    left = across - (fontsize * 0.5 if vx is None else vx * fontsize * 0.001)
    base = along + (1000 - vy) * fontsize * 0.001 + rise
    return left, base + advance, left + fontsize, base
