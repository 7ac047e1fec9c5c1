"""What a PDF page paints: characters, straight lines and pictures, as a viewer shows them.

pdfminer knows fonts and the state of text and graphics; here its interpreter gets faster instructions and paints into plain tuples,
measured in points from the upper left corner of the page as it is shown: turned, and cut to its crop box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import stream_value
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, get_bound, mult_matrix

from index.documents import Box, turned
from index.readers.characters import plain_characters
from index.readers.instructions import instructions
from index.readers.rulings import Segment

Matrix = tuple[float, float, float, float, float, float]

# shortest pieces of ruling that count, in points (pdfplumber's edge_min_length_prefilter)
SHORTEST_PIECE = 1.0
# the part of the type size that lies below the baseline. What fonts say of it is often wrong, and differs within a line
BELOW_BASELINE = 0.12
# a picture over more than this part of a page is the page
MOST_OF_PAGE = 0.7
# bent or many-cornered paths smaller than this, in points, are letters, no rulings
_SMALLEST_OUTLINE = 20.0
# a line that leaves its course by no more than this, in points, is straight
_STRAIGHT = 0.5


class Char(NamedTuple):
    """A painted character and its box in points.

    `turn`: clockwise degrees that its writing is turned by (0, 90, 180, 270), None aslant. `clip`: the box outside of which it is cut off.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int | None = 0
    clip: Box | None = None


@dataclass
class Painted:
    """A page's marks. `hidden` are characters written invisibly, as text recognition does over a picture.

    `pictures` are the boxes of images, `covered` how many characters lie beneath a picture of the whole page; `curves` counts the paths
    that are neither a line nor a rectangle.
    """

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    hidden: list[Char] = field(default_factory=list)
    horizontals: list[Segment] = field(default_factory=list)
    verticals: list[Segment] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    curves: int = 0
    covered: int = 0


def painted(page: Any, resources: PDFResourceManager) -> Painted:
    """What a pdfminer page paints. Raises what pdfminer raises on damaged objects."""
    matrix, width, height = _shown(page)
    canvas = _Canvas(resources, Painted(width, height))
    _Interpreter(resources, canvas).render_contents(page.resources, page.contents, ctm=matrix)
    return canvas.painted


def upright(page: Painted) -> tuple[Painted, int]:
    """The page turned so that most of its writing is upright, and by how many degrees that writing was turned."""
    turns = Counter(c.turn for c in page.chars)
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return page, 0

    def moved(c: Char) -> Char:
        box = turned((c.x0, c.top, c.x1, c.bottom), turn, page.width, page.height)
        clip = c.clip and turned(c.clip, turn, page.width, page.height)
        return Char(c.text, *box, c.size, None if c.turn is None else (c.turn - turn) % 360, clip)

    level = [turned((s.start, s.place, s.end, s.place), turn, page.width, page.height) for s in page.horizontals]
    high = [turned((s.place, s.start, s.place, s.end), turn, page.width, page.height) for s in page.verticals]
    if turn != 180:
        level, high = high, level
    width, height = (page.width, page.height) if turn == 180 else (page.height, page.width)
    return replace(
        page,
        width=width,
        height=height,
        chars=[moved(c) for c in page.chars],
        hidden=[moved(c) for c in page.hidden],
        horizontals=[Segment(top, x0, x1) for x0, top, x1, _ in level],
        verticals=[Segment(x0, top, bottom) for x0, top, _, bottom in high],
        pictures=[turned(box, turn, page.width, page.height) for box in page.pictures],
    ), turn


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

    def do_q(self) -> None:
        super().do_q()
        self.device.clips.append(self.device.clip)

    def do_Q(self) -> None:  # noqa: N802  the operator's name
        if self.gstack:
            self.device.clip = self.device.clips.pop()
        super().do_Q()

    def do_W(self) -> None:  # noqa: N802
        self.device.cut(self.curpath)

    do_W_a = do_W  # noqa: N815

    def do_sh(self, name: object) -> None:
        self.device.shaded = True

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
        self.figures: list[tuple[Matrix, Box | None, list[Box | None]]] = []
        self.clip: Box | None = None
        self.clips: list[Box | None] = []
        self.grounds: list[Box] = []
        self.shaded = False

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        self.figures.append((self.ctm, self.clip, self.clips))
        self.ctm, self.clips = mult_matrix(matrix, self.ctm), []

    def end_figure(self, name: str) -> None:
        self.ctm, self.clip, self.clips = self.figures.pop()

    def cut(self, path: Sequence[Any]) -> None:
        """From now on only what lies within the box of a path is seen."""
        points = [apply_matrix_pt(self.ctm, part[-2:]) for part in path if len(part) > 2]
        if points:
            x0, y0, x1, y1 = get_bound(points)
            left, top, right, bottom = self.clip or (x0, y0, x1, y1)
            self.clip = (max(x0, left), max(y0, top), min(x1, right), min(y1, bottom))

    def render_image(self, name: str, stream: Any) -> None:
        x0, y0, x1, y1 = _upright(apply_matrix_rect(self.ctm, (0, 0, 1, 1)))
        left, top, right, bottom = self.clip or (x0, y0, x1, y1)
        page = self.painted
        x0, y0 = max(x0, left, 0.0), max(y0, top, 0.0)
        x1, y1 = max(x0, min(x1, right, page.width)), max(y0, min(y1, bottom, page.height))
        page.pictures.append((x0, y0, x1, y1))
        self.grounds.append((x0, y0, x1, y1))
        see_through = stream.get_any(("IM", "ImageMask")) or stream.get("SMask") or stream.get("Mask")
        if not see_through and (x1 - x0) * (y1 - y0) > MOST_OF_PAGE * page.width * page.height:
            page.covered = sum(x0 <= c.x0 and c.x1 <= x1 and y0 <= c.top and c.bottom <= y1 for c in page.chars)

    def _unseen(self, textstate: Any, graphicstate: Any) -> bool:
        """Whether text of this colour can be seen only on a ground: white text."""
        colour = graphicstate.ncolor
        if textstate.render not in (0, 4) or self.shaded or isinstance(colour, str):
            return False
        return _is_white(colour)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Text: `textstate.linematrix` is where the string begins, and afterwards where it ended."""
        font, fontsize = textstate.font, textstate.fontsize
        scaling = textstate.scaling * 0.01
        charspace = textstate.charspace * scaling
        wordspace = 0 if font.is_multibyte() else textstate.wordspace * scaling
        step = 0.001 * fontsize * scaling
        vertical = font.is_vertical()
        a, b, c, d, e, f = mult_matrix(textstate.matrix, self.ctm)
        low = textstate.rise - (0 if vertical else BELOW_BASELINE * fontsize)
        glyphs = self.glyphs.setdefault(font, {})
        turn = 0 if vertical else _turn(a * fontsize * scaling, b * fontsize * scaling)
        clip, white = self.clip, self._unseen(textstate, graphicstate)
        page = self.painted
        chars = page.hidden if textstate.render in (3, 7) else page.chars
        double_width, double_height = 2 * page.width, 2 * page.height
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
                            if white and not self._has_ground((x0 + x1) / 2, (y0 + y1) / 2):
                                pass
                            elif turn is None or turn % 180 == 0:
                                chars.append(Char(text, x0, y0, x1, y1, x1 - x0 if vertical else y1 - y0, turn, clip))
                            else:
                                chars.append(Char(text, x0, y0, x1, y1, x1 - x0, turn, clip))
                    along += advance + (wordspace if cid == 32 else 0)
                    spaced = True
        textstate.linematrix = (across, along) if vertical else (along, across)

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        a, b, c, d, e, f = self.ctm
        if fill and not _is_white(graphicstate.ncolor) and (ends := [part[-2:] for part in path if len(part) > 2]):
            self.grounds.append(get_bound([apply_matrix_pt(self.ctm, end) for end in ends]))
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
            x0, y0, x1, y1 = get_bound(points)
            if max(x1 - x0, y1 - y0) < _SMALLEST_OUTLINE:
                return  # a letter drawn as its outline
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            wide, high = abs(x1 - x0), abs(y1 - y0)
            if high <= _STRAIGHT and wide > high:
                if wide >= SHORTEST_PIECE:
                    self.painted.horizontals.append(Segment((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif wide <= _STRAIGHT and high >= SHORTEST_PIECE:
                self.painted.verticals.append(Segment((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


    def _has_ground(self, x: float, y: float) -> bool:
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.grounds)


def _is_white(colour: Any) -> bool:
    parts = colour if isinstance(colour, tuple) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return False
    return bool(max(parts) < 0.02 if len(parts) == 4 else min(parts) > 0.98)


def _turn(right: float, down: float) -> int | None:
    """The direction of writing that goes so far to the right and so far down."""
    if abs(down) < 0.05 * abs(right):
        return 0 if right > 0 else 180
    if abs(right) < 0.05 * abs(down):
        return 90 if down > 0 else 270
    return None


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
