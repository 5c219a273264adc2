// What the pages do in a browser besides being read: keys, live counts, saving a plot as PNG, two trajectories side by
// side. Everything works without it but the keys. It makes no markup of its own.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (text) => { one("#spoken").textContent = text; };

// Filters are folded on a narrow screen and open on a wide one.
const filters = one("#filters");
if (filters) {
  const wide = matchMedia("(min-width: 60.01rem)");
  const fold = () => { filters.open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
}

// A wide table is scrolled to the cell that is marked in it.
all(".grid-scroll").forEach((table) => {
  const cell = one("td.marked", table);
  if (cell) table.scrollLeft = cell.offsetLeft + cell.offsetWidth + 8 - table.clientWidth;
});

// A list's order is taken up at once.
all(".search select").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));

// Keys.
const help = one("#help");
one("#help-open").addEventListener("click", () => help.showModal());

function follow(relation) {
  const link = one(`a[rel=${relation}]`);
  if (link) link.click();
  return Boolean(link);
}

function step(by) {
  const rows = all("#rows .row");
  if (!rows.length) return follow(by > 0 ? "next" : "prev");
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  if (next < 0 || next >= rows.length) return follow(by > 0 ? "next" : "prev");
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function press(name) {
  const button = one(`[data-key=${name}]`);
  if (!button) return false;
  if (button.matches("button")) button.click();
  else { button.closest("details")?.setAttribute("open", ""); button.focus(); }
  return true;
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("next"),
  p: () => follow("prev"),
  a: () => press("a"),
  r: () => press("r"),
  c: () => press("c"),
  m: () => press("m"),
  "/": () => { const field = one("#q"); field?.focus(); field?.select(); return Boolean(field); },
  "?": () => { help.showModal(); return true; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (Object.hasOwn(keys, event.key) && keys[event.key]()) event.preventDefault();
});

// A permalink is copied when it is followed to the page it stands on.
all("[data-copy]").forEach((link) => link.addEventListener("click", async (event) => {
  if (!navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  say("The link is copied.");
  link.dataset.copied = "";
}));

// A plot as PNG: drawn from its own SVG, which needs no style sheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (!button) return;
  const drawing = one(`#plot-${CSS.escape(button.dataset.save)} svg`);
  const [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
  const picture = new Image();
  picture.addEventListener("load", () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: width * 2 + 48, height: height * 2 + 48 });
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 24, 24, width * 2, height * 2);
    const link = document.createElement("a");
    link.download = `${button.dataset.save}.png`;
    link.href = canvas.toDataURL("image/png");
    link.click();
  });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
});

// Two trajectories side by side, chosen from many.
const sides = all("[data-side]");
function compareTries() {
  const chosen = sides.map((side) => side.value);
  all("[data-try]").forEach((article) => {
    const at = chosen.indexOf(article.dataset.try);
    article.hidden = at < 0;
    article.classList.toggle("right", at === 1);
  });
}
sides.forEach((side) => side.addEventListener("change", compareTries));
if (sides.length) compareTries();

// While a run goes on, or its index is being built: ask what version the pages are of, and take the parts that change
// from a page of the newer one. The answer is parsed as a document in which nothing runs.
function takeNewer(version) {
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.addEventListener("load", () => {
    const newer = request.response;
    if (!newer || request.status !== 200) return;
    all("[data-live]").forEach((part) => {
      const replacement = newer.getElementById(part.id);
      if (!replacement) return;
      const open = new Set(all("details", part).flatMap((fold, at) => (fold.open ? [at] : [])));
      part.replaceWith(document.adoptNode(replacement));
      all("details", replacement).forEach((fold, at) => { fold.open = open.has(at); });
    });
    document.body.dataset.version = version;
  });
  request.send();
}

async function look() {
  let pause = 1500;
  try {
    const answer = await (await fetch("/live")).json();
    if (String(answer.version) !== document.body.dataset.version && !document.hidden) takeNewer(answer.version);
    if (!answer.going) pause = 6000;
  } catch {
    pause = 10000;
  }
  setTimeout(look, pause);
}
if (document.body.dataset.version) look();
