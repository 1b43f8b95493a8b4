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
  const links = [...document.querySelectorAll(".chart a")];
  const splits = [...document.querySelectorAll(".split")];
  let covered = 50;
  const marks = document.getElementById("marks");
  let current = -1;
  root.classList.add("scripted");

  const hash = (n) => steps[n].id;
  const isShown = (row) => row.offsetParent !== null;
  const chosen = (name) => document.querySelector(`input[name=${name}]:checked`);

  function select(n, { focus = false } = {}) {
    if (n < 0 || n >= steps.length) return;
    if (current >= 0) {
      steps[current].classList.remove("current");
      rows[current].firstElementChild.removeAttribute("aria-current");
    }
    for (const link of links) {
      if (link.getAttribute("href") === "#" + hash(n)) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    current = n;
    steps[n].classList.add("current");
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
    for (const split of splits) split.value = covered;
    root.style.setProperty("--split", covered + "%");
  }

  function zoom() {
    const box = chosen("zoom").value === "near" ? "near" : "whole";
    for (const svg of document.querySelectorAll(".glass svg")) svg.setAttribute("viewBox", svg.dataset[box]);
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
    if (event.target.name === "zoom") zoom();
    if (event.target.name === "show" && !isShown(rows[current])) {
      const n = rows.findIndex(isShown);
      if (n >= 0) { history.replaceState(null, "", "#" + hash(n)); select(n); }
    }
  });

  if (splits.length) {
    for (const split of splits) split.addEventListener("input", () => cover(Number(split.value)));
    cover(covered);
    for (const stage of document.querySelectorAll(".stage.both")) {
      const follow = (event) => {
        if (chosen("view").value !== "slider" || event.buttons !== 1) return;
        const box = stage.getBoundingClientRect();
        cover(((event.clientX - box.left) / box.width) * 100);
        event.preventDefault();
      };
      stage.addEventListener("pointerdown", (event) => {
        if (event.target.closest(".glass")) { stage.setPointerCapture(event.pointerId); follow(event); }
      });
      stage.addEventListener("pointermove", (event) => {
        if (stage.hasPointerCapture(event.pointerId)) follow(event);
      });
    }
  }

  const asked = steps.findIndex((step) => "#" + step.id === location.hash);
  const failed = rows.findIndex((row) => row.classList.contains("failed"));
  select(asked >= 0 ? asked : Math.max(0, failed));
})();
"""
