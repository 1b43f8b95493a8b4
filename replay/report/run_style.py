"""How the page of one run looks."""

from typing import Final

from replay.report.style import BASE

STYLE: Final = (
    BASE
    + """
.timing { margin-top: 16px; display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
.timing h2 { font-size: 13px; color: var(--quiet); }
.timing p { font-size: 13px; }
.chart { flex: 1 1 100%; min-width: 0; display: flex; background: var(--raised);
  border: 1px solid var(--line);  border-radius: 8px; padding: 4px 0 0 12px; }
.chart svg { flex: 1 1 0; width: 0; display: block; overflow: visible; }
.rows { flex: none; width: 36px; font-size: 12px; line-height: 28px; color: var(--quiet); }
.rows span { display: block; height: 32px; }
.chart text { fill: var(--quiet); font-size: 12px; text-anchor: middle; font-variant-numeric: tabular-nums; }
.chart .tick { stroke: var(--line); stroke-width: 1; }
.chart a { color: var(--good); outline: 0; }
.chart a.different, .chart a.unreached { color: var(--notice); }
.chart a.hidden { color: var(--edge); }
.chart .reach { fill: transparent; transform: translateX(-5px); }
.chart .due { stroke: var(--edge); stroke-width: 2; }
.chart .lean { stroke: var(--edge); stroke-width: 1; }
.chart .bar, .chart .least { fill: currentColor; }
.chart .different .least { stroke: currentColor; stroke-width: 3; }
.chart .unreached .due { stroke: var(--notice); stroke-dasharray: 2 2; }
.chart .wait, #waited rect { fill: url(#waited); }
#waited rect { fill: var(--edge); }
.chart a:is(:hover, :focus-visible, [aria-current]) rect:not(.wait, .reach) { fill: var(--accent);
  stroke: var(--accent); stroke-width: 3; }
.chart a:hover .due, .chart a:focus-visible .due, .chart a[aria-current] .due { stroke: var(--accent);
  stroke-width: 4; }

main { display: grid; grid-template-columns: minmax(240px, 312px) minmax(0, 1fr); gap: 24px;
  align-items: start;   margin-top: 16px !important; }
nav { position: sticky; top: 16px; max-height: calc(100vh - 32px); display: flex; flex-direction: column;
  gap: 8px; }
.list { list-style: none; margin: 0; padding: 0; overflow-y: auto; background: var(--raised);
  border: 1px solid var(--line); border-radius: 8px; min-height: 120px; }
.list li { border-top: 1px solid var(--line); }
.list li:first-child { border-top: 0; }
.list a { display: grid; grid-template-columns: 16px auto minmax(0, 1fr) auto; gap: 8px; padding: 6px 10px;
  color: inherit; text-decoration: none; align-items: baseline; font-size: 14px; min-height: 28px; }
.list .mark { align-self: center; }
.list .number, .list time { color: var(--quiet); font-size: 13px; }
.list .what { overflow-wrap: anywhere; }
.list a:hover { background: var(--sunken); }
.list a[aria-current] { background: var(--wash); box-shadow: inset 3px 0 0 var(--accent); }
.list a:focus-visible { outline-offset: -2px; }
.list .different > a > .mark, .list .unreached > a > .mark { color: var(--notice); }
.list .same > a > .mark, .list .moved > a > .mark, .list .late > a > .mark { color: var(--good); }
.list .failed .what { font-weight: 600; }

.tools { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; position: sticky; top: 0;
  background: var(--ground); padding: 8px 0; z-index: 2; }
.segments { display: inline-flex; flex-wrap: wrap; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--raised); }
.segments label { position: relative; }
.segments span { display: block; padding: 0 10px; line-height: 28px; font-size: 13px; white-space: nowrap; }
.segments label + label { border-left: 1px solid var(--line); }
.segments label:has(:checked) { background: var(--wash); box-shadow: inset 0 -2px 0 var(--accent);
  font-weight: 600; }
.segments label:first-of-type { border-radius: 5px 0 0 5px; }
.segments label:last-of-type { border-radius: 0 5px 5px 0; }
.tick { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; min-height: 28px;
  cursor: pointer; }
.tick input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); }

.step { padding: 8px 0 24px; }
.step + .step { border-top: 1px solid var(--line); }
.step > h2 .number { color: var(--quiet); font-weight: 400; margin-right: 4px; }
.found { display: flex; gap: 12px; align-items: center; margin: 4px 0; }
.why { margin: 0 0 8px; }
.nothing { padding: 8px 0; }
.moment { margin: 8px 0; }
.moment h3 { margin: 0 0 4px; }
.scripted .moment:not(.only) h3 { display: none; }
.stage { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; position: relative; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 13px; color: var(--quiet); line-height: 20px; }
.glass { overflow: hidden; background: var(--sunken); border-radius: 4px; outline: 1px solid var(--line); }
.glass svg { display: block; width: 100%; height: auto; max-height: calc(100vh - 96px); margin: 0 auto; }
.taken { mix-blend-mode: difference; }
.stage.both .difference, .stage.both .expected, .stage.both .actual { display: none; }
.tools:has(#view-expected:checked) ~ .step .both .expected,
.tools:has(#view-actual:checked) ~ .step .both .actual,
.tools:has(#view-difference:checked) ~ .step .both .difference,
.tools:has(#view-side:checked) ~ .step .both :is(.expected, .actual),
.tools:has(#view-slider:checked) ~ .step .both :is(.expected, .actual) { display: block; }
.tools:has(#view-side:checked) ~ .step .both { grid-template-columns: repeat(2, minmax(0, 1fr)); }
body:not(.scripted) .tools:has(#view-slider:checked) ~ .step .both {
  grid-template-columns: repeat(2, minmax(0, 1fr)); }
body:not(.scripted) label:has(#zoom-near) { display: none; }
.scripted .tools:has(#view-slider:checked) ~ .step .both > * { grid-area: 1 / 1; }
.scripted .tools:has(#view-slider:checked) ~ .step .both {
  touch-action: pan-y; cursor: ew-resize; user-select: none; }
.scripted .tools:has(#view-slider:checked) ~ .step .both .actual figcaption { text-align: right; }
.scripted .tools:has(#view-slider:checked) ~ .step .both .actual .glass { background: none;
  clip-path: inset(-2px -2px -2px var(--split, 50%)); }
.scripted .tools:has(#view-slider:checked) ~ .step .both::after {
  content: ""; position: absolute; top: 20px;
  bottom: 0; left: var(--split, 50%); width: 3px; margin-left: -1.5px; background: var(--accent);
  box-shadow: 0 0 0 1px var(--on-accent); pointer-events: none; }
.scripted .tools:has(#view-slider:checked) ~ .step .both::before {
  content: "◂ ▸"; position: absolute; z-index: 1;
  top: calc(50% - 4px); left: var(--split, 50%); width: 40px; margin-left: -20px; line-height: 28px;
  font-size: 13px; text-align: center; background: var(--accent); color: var(--on-accent);
  border-radius: 14px; pointer-events: none; }
.split { display: none; }
.scripted .tools:has(#view-slider:checked) ~ .step .split {
  display: block; opacity: 0; pointer-events: none; width: 100%;
  height: 28px; margin: 0; align-self: center; }
.stage.both:has(.split:focus-visible)::before { outline: 2px solid var(--accent); outline-offset: 3px; }
.tools:has(#zoom-pixels:checked) ~ .step .glass { overflow: auto; }
.tools:has(#zoom-pixels:checked) ~ .step .glass svg { width: auto; max-height: none; max-width: none; }
.tools:has(#moment-after:checked) ~ .step .moment.before:not(.only) { display: none; }
.tools:has(#moment-before:checked) ~ .step .moment.after:not(.only) { display: none; }
.tools:has(#marks:not(:checked)) ~ .step .marks { display: none; }

.scripted .step:not(.current) { display: none; }
.scripted .step { border: 0; }
.filter:has(#show-failures:checked) ~ main .list li:not(.failed),
.filter:has(#show-same:checked) ~ main .list li:not(.same),
.filter:has(#show-moved:checked) ~ main .list li:not(.moved),
.filter:has(#show-late:checked) ~ main .list li:not(.late),
.filter:has(#show-different:checked) ~ main .list li:not(.different),
.filter:has(#show-hidden:checked) ~ main .list li:not(.hidden),
.filter:has(#show-unreached:checked) ~ main .list li:not(.unreached) { display: none; }
body:not(.scripted) .filter:has(#show-failures:checked) ~ main .step:not(.failed) { display: none; }

.marks .edge, .marks .halo, .marks .ring, .marks .way { fill: none; vector-effect: non-scaling-stroke; }
.marks .halo { stroke: #ffffff; stroke-width: 4; stroke-opacity: .7; }
.tag { transform: scale(var(--tag, 1)); }
.tag.above { transform-box: fill-box; transform-origin: 0 100%; }
.tag.inside { transform-box: fill-box; transform-origin: 0 0; }
.marks .edge { stroke: #b35c00; stroke-width: 2; }
.marks .plate { fill: #b35c00; }
.marks text { fill: #ffffff; text-anchor: middle; font-weight: 700; font-family: var(--mono); }
.marks .not_comparable .edge { fill: url(#hatch); stroke: #3c434b; }
.marks .volatile .edge { stroke: #3c434b; stroke-dasharray: 2 4; }
.marks .not_comparable .plate, .marks .volatile .plate { fill: #3c434b; }
#hatch .under { fill: #c9ced6; } #hatch .over { fill: #6b7480; }
.pointer .ring, .pointer .way { stroke: #0b62c4; stroke-width: 2; }
.pointer .arrow { fill: #1b1f24; stroke: #ffffff; stroke-width: 1.5; stroke-linejoin: round; }
.regions { list-style: none; padding: 0; margin: 8px 0 0; display: grid; gap: 4px; font-size: 14px; }
.regions .plate { display: inline-block; min-width: 22px; text-align: center; color: #ffffff;
  background: #b35c00; border-radius: 3px; font: 700 13px/20px var(--mono); padding: 0 4px;
  margin-right: 4px; }
.regions .not_comparable .plate, .regions .volatile .plate { background: #3c434b; }

dl { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 8px 24px;
  margin-top: 16px; }
.facts dt, .keys dd { color: var(--quiet); font-size: 13px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.keys { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 4px 24px;
  margin-top: 8px; }
.keys div { display: flex; gap: 12px; align-items: baseline; }
.keys dt { font: 13px/1.5 var(--mono); flex: 0 0 72px; }
.keys dd { margin: 0; }
details { border-top: 1px solid var(--line); padding: 4px 0; }
footer ul { margin-top: 12px; }
summary { cursor: pointer; padding: 4px 0; font-weight: 600; }
details[open] { padding-bottom: 16px; }

@media (max-width: 960px) {
  main { grid-template-columns: minmax(0, 1fr); gap: 16px; }
  nav { position: static; max-height: none; }
  .list { max-height: 232px; }
}
@media (prefers-reduced-motion: no-preference) { .list a { transition: background-color 100ms; } }
@media (forced-colors: active) {
  .list a[aria-current], .segments label:has(:checked), .choice:has(:checked) {
    outline: 2px solid Highlight; }
}
@media print {
  nav, .tools, .filter, #keys { display: none; }
  main { display: block; }
  .scripted .step:not(.current), .moment.before:not(.only) { display: block !important; }
  .step { break-inside: avoid-page; }
  .scripted .tools:has(#view-slider:checked) ~ .step .both { grid-template-columns: 1fr 1fr; }
  .scripted .tools:has(#view-slider:checked) ~ .step .both > * { grid-area: auto; }
  .scripted .tools:has(#view-slider:checked) ~ .step .both .actual figcaption { text-align: left; }
  .scripted .tools:has(#view-slider:checked) ~ .step .both .actual .glass { clip-path: none; }
  .scripted .tools:has(#view-slider:checked) ~ .step .both::before,
  .scripted .tools:has(#view-slider:checked) ~ .step .both::after,
  .scripted .tools:has(#view-slider:checked) ~ .step .split { display: none; }
  .scripted .moment:not(.only) h3 { display: block; }
}
"""
)
