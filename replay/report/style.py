"""What all pages of a report wear: the app's colours in light and in dark, its grid, its signs.

Red means *recording now* and so appears nowhere here. Amber means look here; it marks what failed, with a
shape and a word. Hatch means that nobody may compare.
"""

from typing import Final

BASE: Final = """
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --raised: #ffffff; --sunken: #e9ecf0; --line: #d8dde3; --edge: #868e99;
  --text: #1b1f24; --quiet: #57606a; --accent: #0b62c4; --on-accent: #ffffff; --wash: #dcebfb;
  --notice: #8a5300; --notice-wash: #fdf1dc; --good: #1a7037; --good-wash: #e3f3e8; --hatch: #868e99;
  --mono: ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16191d; --raised: #1f2328; --sunken: #101215; --line: #32383f; --edge: #7b8490;
    --text: #eceff3; --quiet: #a6afba; --accent: #6cb2ff; --on-accent: #0a1a2b; --wash: #1d3550;
    --notice: #f0b45c; --notice-wash: #3a2c14; --good: #6fcf8e; --good-wash: #17301f; --hatch: #7b8490;
  }
}
@media (prefers-contrast: more) {
  :root { --line: var(--text); --edge: var(--text); --quiet: var(--text); }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
body > header, body > main, body > footer { max-width: 1760px; margin: 0 auto; padding: 0 24px; }
body > header { padding-top: 24px; }
h1 { font-size: 24px; line-height: 1.3; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 17px; line-height: 1.4; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
h3 { font-size: 13px; margin: 0; font-weight: 600; color: var(--quiet); }
p { margin: 0; max-width: 100ch; text-wrap: pretty; overflow-wrap: anywhere; }
ul { margin: 0; padding: 0 0 0 20px; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h2:focus { outline: 0; }
.quiet { color: var(--quiet); }
.spoken {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.store { position: absolute; width: 0; height: 0; }
time, .number, b, dd { font-variant-numeric: tabular-nums; }
.mark {
  width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75;
  stroke-linecap: round; stroke-linejoin: round; color: var(--quiet);
}
.same > .mark, .moved > .mark, .late > .mark { color: var(--good); }
.different > .mark, .unreached > .mark, .verdict p > .mark { color: var(--notice); }
.verdict {
  margin: 16px 0 0; padding: 12px 16px; border-radius: 8px; border-left: 4px solid var(--edge);
  background: var(--raised);
}
.verdict p { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; max-width: none; }
.verdict strong { font-size: 17px; }
.verdict ul { padding-left: 48px; margin-top: 4px; }
.verdict .mark { width: 20px; height: 20px; }
.verdict.same, .verdict.moved, .verdict.late { border-color: var(--good); background: var(--good-wash); }
.verdict.same p > .mark, .verdict.moved p > .mark, .verdict.late p > .mark { color: var(--good); }
.verdict.different, .verdict.unreached { border-color: var(--notice); background: var(--notice-wash); }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.filter { max-width: 1760px; margin: 16px auto 0; padding: 0 24px; display: flex; flex-wrap: wrap; gap: 4px; }
.choice { display: inline-flex; align-items: center; gap: 6px; min-height: 28px; padding: 0 10px;
  border: 1px solid var(--edge); border-radius: 14px; background: var(--raised); cursor: pointer;
  font-size: 13px; position: relative; }
.choice input, .segments input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%;
  margin: 0; cursor: pointer; }
.choice:has(:checked) { background: var(--wash); border-color: var(--accent);
  box-shadow: inset 0 0 0 1px var(--accent); }
.choice:has(:disabled) { color: var(--quiet); border-color: var(--line); }
.choice:has(:focus-visible), .segments label:has(:focus-visible) { outline: 2px solid var(--accent);
  outline-offset: 2px; }
.chip { display: inline-flex; gap: 6px; align-items: center; font-weight: 600; border-radius: 4px;
  padding: 2px 8px; background: var(--sunken); }
.chip.same, .chip.moved, .chip.late { background: var(--good-wash); color: var(--good); }
.chip.different, .chip.unreached { background: var(--notice-wash); color: var(--notice); }
.sure { color: var(--quiet); white-space: nowrap; }
.notice {
  background: var(--notice-wash); border-left: 4px solid var(--notice); padding: 8px 12px; margin: 16px 0 0;
  border-radius: 4px; max-width: none;
}
footer { padding-top: 24px !important; padding-bottom: 48px !important; }
"""
