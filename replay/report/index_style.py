"""How the page of many runs looks."""

from typing import Final

from replay.report.style import BASE

STYLE: Final = (
    BASE
    + """
main { margin-top: 16px !important; }
.scroll { overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 8px 12px; border-top: 1px solid var(--line); vertical-align: top; }
tr:first-child th { border-top: 0; }
th { font-size: 13px; color: var(--quiet); font-weight: 600; }
td .quiet { display: block; font-size: 13px; }
td { overflow-wrap: anywhere; min-width: 56px; }
.task { min-width: 200px; }
.happened { min-width: 160px; }
.short, .short time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td > .chip { white-space: nowrap; }
tbody tr:hover { background: var(--sunken); }
code { font: 13px/1.5 var(--mono); }
@media (max-width: 960px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { display: grid; grid-template-columns: 200px minmax(0, 1fr) auto; gap: 4px 12px;
    padding: 8px 12px; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tbody td { border: 0; padding: 0; min-width: 0; }
  tbody td:nth-child(1) { grid-row: 1 / span 3; }
  tbody .task, tbody .happened { grid-column: 2; }
  tbody .short { grid-column: 3; grid-row: auto; text-align: right; color: var(--quiet); font-size: 13px; }
  tbody td:nth-child(4) { grid-row: 1; } tbody td:nth-child(5) { grid-row: 2; }
  tbody td:nth-child(6) { grid-row: 3; }
}
@media (max-width: 560px) {
  tbody tr { display: block; }
  tbody td, tbody .short { display: block; text-align: left; padding: 2px 0; min-width: 0; }
}
.filter:has(#show-same:checked) ~ main tbody tr:not(.same),
.filter:has(#show-moved:checked) ~ main tbody tr:not(.moved),
.filter:has(#show-late:checked) ~ main tbody tr:not(.late),
.filter:has(#show-different:checked) ~ main tbody tr:not(.different),
.filter:has(#show-hidden:checked) ~ main tbody tr:not(.hidden),
.filter:has(#show-unreached:checked) ~ main tbody tr:not(.unreached) { display: none; }
"""
)
