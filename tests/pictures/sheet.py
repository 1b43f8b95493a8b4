"""The page on which all pictures lie side by side: a row for each page, a column for each look."""

from html import escape
from pathlib import Path

_HEAD = """<!doctype html><meta charset="utf-8"><title>Pictures of Assent</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 24px; background: #888; color: #000; }
table { border-collapse: collapse; } th { position: sticky; top: 0; background: #888; text-align: left; }
td, th { padding: 4px 8px; vertical-align: top; } img { width: 480px; display: block; }
</style>
"""


def write_sheet(folder: Path) -> Path:
    """Write it; the pictures lie in a folder for each look."""
    looks = sorted(each for each in folder.iterdir() if each.is_dir())
    names = sorted({picture.name for look in looks for picture in look.glob("*.png")})
    rows = ["<table><tr><th></th>", *(f"<th>{escape(look.name)}</th>" for look in looks), "</tr>"]
    for name in names:
        rows.append(f"<tr><th>{escape(Path(name).stem)}</th>")
        for look in looks:
            picture = f"{look.name}/{name}"
            there = f'<a href="{picture}"><img loading="lazy" src="{picture}" alt="{escape(name)}"></a>'
            rows.append(f"<td>{there if (folder / picture).exists() else ''}</td>")
        rows.append("</tr>")
    rows.append("</table>")
    sheet = folder / "index.html"
    sheet.write_text(_HEAD + "\n".join(rows), encoding="utf-8")
    return sheet
