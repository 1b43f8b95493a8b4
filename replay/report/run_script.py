"""What the page of one run does by itself: one step at a time, keys, the slider. No network, no storage."""

from typing import Final

SCRIPT: Final = """
"use strict";
(() => {
  const root = document.body;
  const list = document.querySelector(".list");
  if (!list) return;
  const rows = [...list.children];
  const steps = [...document.querySelectorAll(".step")];
  const links = new Map([...document.querySelectorAll(".chart a")].map((a) => [a.getAttribute("href"), a]));
  let covered = 50;
  const marks = document.getElementById("marks");
  let current = -1;
  root.classList.add("scripted");

  const hash = (n) => steps[n].id;
  const isShown = (row) => row.offsetParent !== null;
  const chosen = (name) => document.querySelector(`input[name=${name}]:checked`);

  // A step lies in its section as text until it is shown.
  function build(n) {
    const waiting = steps[n].querySelector("noscript");
    if (!waiting) return;
    steps[n].insertAdjacentHTML("beforeend", waiting.textContent);
    waiting.remove();
    zoom(steps[n]);
  }

  function select(n, { focus = false } = {}) {
    if (n < 0 || n >= steps.length) return;
    if (current >= 0) {
      steps[current].classList.remove("current");
      rows[current].firstElementChild.removeAttribute("aria-current");
      links.get("#" + hash(current))?.removeAttribute("aria-current");
    }
    build(n);
    links.get("#" + hash(n))?.setAttribute("aria-current", "step");
    current = n;
    steps[n].classList.add("current");
    cover(covered);
    const row = rows[n];
    row.firstElementChild.setAttribute("aria-current", "step");
    const top = row.offsetTop - list.offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    const past = top + row.offsetHeight - list.clientHeight;
    if (past > list.scrollTop) list.scrollTop = past;
    if (focus) {
      const detail = document.querySelector(".detail");
      const box = detail.getBoundingClientRect();
      if (box.top > innerHeight * 0.6 || box.top < -40) detail.scrollIntoView();
      steps[n].querySelector("h2").focus({ preventScroll: true });
    }
  }

  function go(n) {
    if (n === undefined || n < 0) return;
    history.replaceState(null, "", "#" + hash(n));
    select(n, { focus: true });
  }

  function next(by, fits) {
    for (let n = current + by; n >= 0 && n < rows.length; n += by) if (fits(rows[n])) return n;
    return -1;
  }

  function choose(name, value) {
    const input = document.getElementById(`${name}-${value}`);
    if (!input || input.disabled) return;
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function cycle(name) {
    const all = [...document.querySelectorAll(`input[name=${name}]`)];
    if (all.length) choose(name, all[(all.indexOf(chosen(name)) + 1) % all.length].value);
  }

  function cover(percent) {
    covered = Math.min(100, Math.max(0, percent));
    for (const split of document.querySelectorAll(".split")) split.value = covered;
    // On the step alone: the whole page would be styled anew for it.
    steps[current]?.style.setProperty("--split", covered + "%");
  }

  function zoom(where) {
    const box = chosen("zoom")?.value === "near" ? "near" : "whole";
    for (const svg of where.querySelectorAll(".glass svg")) {
      svg.setAttribute("viewBox", svg.dataset[box]);
      // Numbers and pointer stay small when what they mark is shown large.
      const width = (name) => Number(svg.dataset[name].split(" ")[2]);
      svg.style.setProperty("--tag", Math.min(1, (1.4 * width(box)) / width("whole")));
    }
  }

  const keys = {
    j: () => go(next(1, isShown)), ArrowDown: () => go(next(1, isShown)),
    k: () => go(next(-1, isShown)), ArrowUp: () => go(next(-1, isShown)),
    n: () => go(next(1, (row) => row.classList.contains("failed"))),
    N: () => go(next(-1, (row) => row.classList.contains("failed"))),
    b: () => choose("moment", "before"), a: () => choose("moment", "after"),
    z: () => cycle("zoom"),
    m: () => { if (marks) marks.checked = !marks.checked; },
    f: () => choose("show", chosen("show").value === "all" ? "failures" : "all"),
    ArrowLeft: () => cover(covered - 5), ArrowRight: () => cover(covered + 5),
    "?": () => { const sheet = document.getElementById("keys"); sheet.open = true; sheet.scrollIntoView(); },
  };
  ["slider", "side", "difference", "expected", "actual"].forEach((view, n) => {
    keys[String(n + 1)] = () => choose("view", view);
  });

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const does = keys[event.key.length === 1 && event.key !== "N" ? event.key.toLowerCase() : event.key];
    // A control that has the keyboard keeps the arrows that it needs.
    if (!does || (event.key.startsWith("Arrow") && event.target.matches("input, summary"))) return;
    event.preventDefault();
    does();
  });

  addEventListener("hashchange", () => {
    const n = steps.findIndex((step) => "#" + step.id === location.hash);
    if (n >= 0 && n !== current) select(n, { focus: true });
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "zoom") zoom(document);
    if (event.target.name === "show" && !isShown(rows[current])) {
      const n = rows.findIndex(isShown);
      if (n >= 0) { history.replaceState(null, "", "#" + hash(n)); select(n); }
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".split")) cover(Number(event.target.value));
  });

  const held = (event) => event.target.closest(".stage.both");
  function follow(event) {
    const box = held(event).getBoundingClientRect();
    cover(((event.clientX - box.left) / box.width) * 100);
    event.preventDefault();
  }
  document.addEventListener("pointerdown", (event) => {
    const stage = held(event);
    if (!stage || event.button !== 0 || chosen("view").value !== "slider") return;
    if (!event.target.closest(".glass")) return;
    stage.setPointerCapture(event.pointerId);
    follow(event);
  });
  document.addEventListener("pointermove", (event) => {
    if (held(event)?.hasPointerCapture(event.pointerId)) follow(event);
  });
  addEventListener("beforeprint", () => steps.forEach((_, n) => build(n)));

  const asked = steps.findIndex((step) => "#" + step.id === location.hash);
  const failed = rows.findIndex((row) => row.classList.contains("failed"));
  select(asked >= 0 ? asked : Math.max(0, failed));
})();
"""
