"""What the report's sections are made of: figures, tables, pictures."""

import base64
from collections.abc import Iterable
from html import escape

from recorder.episode.time import format_time
from studio.demo.shots import Shot


def figures(values: Iterable[tuple[str, str]]) -> str:
    """A row of figures, each with its name."""
    cells = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in values)
    return f'<dl class="figures">{cells}</dl>'


def picture(shot: Shot, of: str) -> str:
    """A picture with its time and caption.

    Args:
        shot: The picture.
        of: The id of the session or episode that it is from.
    """
    data = base64.b64encode(shot.png).decode()
    caption = escape(shot.caption or "As the session holds it")
    name = f"shot-{escape(of)}-{shot.at_ns}"
    return (
        # A picture grows to the page's width when it is chosen, without a script.
        f'<figure id="{name}"><a href="#{name}" title="Enlarge the picture">'
        f'<img alt="The screen at {format_time(shot.at_ns)}" src="data:image/png;base64,{data}"></a>'
        f"<figcaption><time>{format_time(shot.at_ns)}</time> · {caption}</figcaption></figure>"
    )


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, words: int = 1) -> str:
    """A table; its first columns hold words, the others figures."""

    def look(column: int) -> str:
        return "" if column < words else ' class="number"'

    head = "".join(f'<th scope="col"{look(n)}>{escape(name)}</th>' for n, name in enumerate(heads))
    body = "".join(
        f"<tr>{''.join(f'<td{look(n)}>{escape(cell)}</td>' for n, cell in enumerate(row))}</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
