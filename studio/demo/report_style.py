"""How the demo's report looks: calm, plain, readable in light and in dark, on paper and on a small screen."""

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #fbfbf9; --sheet: #ffffff; --ink: #1d2430; --quiet: #566070; --line: #dfe2e6;
  --accent: #1f5fa8; --good: #1c6b40; --good-ground: #e8f3ec; --bad: #a3201d; --bad-ground: #fbeae9;
  --note: #6b4e00; --note-ground: #fbf3dc; --hatch: #c9ced6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --sheet: #1b1f26; --ink: #e5e8ec; --quiet: #9aa4b2; --line: #303743;
    --accent: #86b7f0; --good: #7fcf9f; --good-ground: #17291f; --bad: #f19a96; --bad-ground: #331a1a;
    --note: #e6c266; --note-ground: #2b2514; --hatch: #47505d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
main { max-width: 1152px; margin: 0 auto; padding: 48px 24px 96px; }
h1 { font-size: 32px; line-height: 1.2; margin: 0 0 8px; font-weight: 600; letter-spacing: -0.01em; }
h2 { font-size: 22px; line-height: 1.3; margin: 64px 0 8px; font-weight: 600; }
h3 { font-size: 16px; margin: 32px 0 8px; font-weight: 600; }
p { margin: 0 0 16px; max-width: 68ch; text-wrap: pretty; }
.quiet { color: var(--quiet); }
.verdict, .clear-text {
  border-radius: 8px; padding: 16px 24px; margin: 24px 0; max-width: none; border: 1px solid transparent;
}
.verdict p:last-child, .clear-text p:last-child { margin: 0; }
.verdict strong { font-size: 18px; }
.kept { background: var(--good-ground); color: var(--good); }
.broken { background: var(--bad-ground); color: var(--bad); }
.clear-text { background: var(--note-ground); color: var(--note); }
dl.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(136px, 1fr)); gap: 1px; margin: 24px 0;
  background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden;
}
dl.figures div { background: var(--sheet); padding: 16px; display: flex; flex-direction: column-reverse; }
dl.figures dt { color: var(--quiet); font-size: 14px; }
dl.figures dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.shots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 24px; margin: 24px 0; }
@media (max-width: 640px) { .shots { grid-template-columns: 1fr; } }
figure { margin: 0; scroll-margin-top: 24px; }
figure:target { grid-column: 1 / -1; }
figure a { display: block; cursor: zoom-in; }
figure:target a { cursor: default; }
figure a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
figure img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 4px; }
.marked { display: block; position: relative; overflow: hidden; }
.marked { border: 1px solid var(--line); border-radius: 4px; }
.marked img { border: 0; border-radius: 0; }
.marked svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.marked rect { fill: none; vector-effect: non-scaling-stroke; }
.marked .halo { stroke: #ffffff; stroke-width: 5; stroke-opacity: .7; }
.marked .differs { stroke: #b35c00; stroke-width: 3; }
.marked .hidden { stroke: #3c434b; stroke-width: 1; fill: url(#not-compared); }
svg.store { position: absolute; width: 0; height: 0; }
#not-compared .under { fill: #808080; fill-opacity: .6; }
#not-compared .over { fill: #3c434b; fill-opacity: .8; }
strong.good { color: var(--good); white-space: nowrap; }
strong.bad { color: var(--bad); white-space: nowrap; }
strong.note { color: var(--note); white-space: nowrap; }
ul.plain { margin: 0 0 16px; padding: 0 0 0 24px; max-width: 68ch; }
main a { color: var(--accent); }
figcaption { font-size: 14px; color: var(--quiet); padding-top: 8px; }
time, .number { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
th, td {
  text-align: left; padding: 8px 16px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top;
}
th { font-size: 14px; font-weight: 600; color: var(--quiet); }
th.number, td.number { text-align: right; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
td.when { white-space: nowrap; width: 1%; color: var(--quiet); }
tr.hidden td {
  background: repeating-linear-gradient(135deg, transparent 0 6px, var(--hatch) 6px 7px);
  background-size: auto;
}
tr.hidden td span { background: var(--ground); padding: 0 8px; margin-left: -8px; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; margin: 16px 0; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, .session, ul.words li { font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
ul.words { columns: 3 200px; padding: 0; margin: 16px 0; list-style: none; }
ul.words li { break-inside: avoid; padding: 2px 0; }
pre {
  font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--sheet); overflow-x: auto;
  border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 16px 0;
}
footer { margin-top: 64px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--quiet); }
@media print { details { border: 0; padding: 0; } body { background: none; } }
"""
