// The lists of a copy: filtered, searched, sorted and paged in the browser, over the index that lies beside this script.
// What is chosen stands after '#', so that a list can be linked to. Texts only ever become text.
"use strict";

(() => {
  const PAGE = 50;
  const list = window.taskloomList;
  if (!list) return;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  list.rows.forEach((row, at) => {
    row.at = at;
    row.folded = fold([row.id, row.question, row.answer, row.words, row.why].join(" "));
  });
  const names = list.facets.map((facet) => facet.name);
  const noun = one("#noun").textContent.replace(/s$/, "");

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  };
  const state = () => new URLSearchParams(location.hash.slice(1));
  const addressOf = (chosen) => `#${chosen}`;

  function toggled(chosen, facet, value) {
    const next = new URLSearchParams(chosen);
    next.delete("page");
    if (next.has(facet, value)) next.delete(facet, value);
    else next.append(facet, value);
    return next;
  }

  function matching(chosen, but) {
    const words = fold(chosen.get("q") ?? "").split(/\s+/).filter(Boolean);
    const asked = names.filter((name) => name !== but && chosen.has(name)).map((name) => [name, new Set(chosen.getAll(name))]);
    return list.rows.filter((row) => words.every((word) => row.folded.includes(word))
      && asked.every(([name, values]) => (row.facets[name] ?? []).some((value) => values.has(value))));
  }

  function counts(rows, facet) {
    const found = new Map();
    rows.forEach((row) => (row.facets[facet] ?? []).forEach((value) => found.set(value, (found.get(value) ?? 0) + 1)));
    return [...found].sort((a, b) => (facet === "hops" ? Number(a[0]) - Number(b[0]) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  }

  function drawFacets(chosen, rows) {
    const drawn = list.facets.flatMap((facet) => {
      const values = counts(chosen.has(facet.name) ? matching(chosen, facet.name) : rows, facet.name);
      if (values.length < 2 && !chosen.has(facet.name)) return [];
      const items = values.slice(0, 40).map(([value, count]) => {
        const picked = chosen.has(facet.name, value);
        const link = make("a", { href: addressOf(toggled(chosen, facet.name, value)) },
          make("span", { class: "tick", "aria-hidden": "true" }, picked ? "✓" : ""),
          make("span", { class: "value" }, value), make("span", { class: "number" }, count.toLocaleString("en")));
        if (picked) { link.className = "chosen"; link.setAttribute("aria-current", "true"); }
        return make("li", {}, link);
      });
      return [make("fieldset", { class: "facet" }, make("legend", {}, facet.title), make("ul", {}, ...items))];
    });
    one("#facets").replaceChildren(...drawn);
  }

  function drawRow(row) {
    const parts = [make("span", { class: "question" }, row.question), make("span", { class: "answer" }, row.answer)];
    if (row.why) parts.push(make("span", { class: "why" }, row.why));
    parts.push(make("span", { class: "traits" }, make("span", { class: `kind kind-${row.kind}` }, row.kind),
      ...row.traits.map((trait) => make("span", {}, trait))));
    const holder = row.href ? make("a", { class: "row", href: row.href }) : make("div", { class: "row", tabindex: "0" });
    holder.append(...parts);
    return make("li", {}, holder);
  }

  function draw() {
    const chosen = state();
    const rows = matching(chosen, null);
    const by = list.sorts.indexOf(chosen.get("sort") ?? "order");
    const turn = chosen.get("order") === "down" ? -1 : 1;
    const value = (row) => (by > 0 ? row.numbers[by] ?? -1 : row.at);
    const ordered = [...rows].sort((a, b) => turn * (value(a) - value(b)) || a.at - b.at);
    const pages = Math.max(Math.ceil(rows.length / PAGE), 1);
    const page = Math.min(Math.max(Number(chosen.get("page")) || 1, 1), pages);
    const shown = ordered.slice((page - 1) * PAGE, page * PAGE).map(drawRow);
    one("#rows").start = (page - 1) * PAGE + 1;
    one("#rows").replaceChildren(...(shown.length ? shown : [make("li", { class: "none" }, "Nothing fits these filters.")]));
    one("#total").textContent = rows.length.toLocaleString("en");
    one("#noun").textContent = noun + (rows.length === 1 ? "" : "s");
    one("#chips").replaceChildren(...[...chosen].filter(([name]) => names.includes(name)).map(([name, picked]) =>
      make("a", { class: "chip", href: addressOf(toggled(chosen, name, picked)), "aria-label": `remove the filter ${name}: ${picked}` },
        `${name}: ${picked} ×`)));
    const to = (number, text, relation) => {
      const next = new URLSearchParams(chosen);
      next.set("page", number);
      return make("a", { rel: relation, href: addressOf(next) }, text);
    };
    const pager = make("nav", { class: "pager", "aria-label": "Pages of the list" },
      page > 1 ? to(page - 1, "← Previous", "prev") : make("span"), make("span", {}, `page ${page} of ${pages}`),
      page < pages ? to(page + 1, "Next →", "next") : make("span"));
    one("#pager").replaceChildren(...(pages > 1 ? [pager] : []));
    ["q", "sort", "order"].forEach((name) => {
      const field = one(`#${name}`);
      if (field && field !== document.activeElement) field.value = chosen.get(name) ?? { q: "", sort: "order", order: "up" }[name];
    });
    drawFacets(chosen, rows);
  }

  const form = one(".search");
  const take = () => {
    const chosen = state();
    chosen.delete("page");
    ["q", "sort", "order"].forEach((name) => {
      const field = one(`#${name}`);
      if (!field) return;
      if (field.value && !["order", "up"].includes(field.value)) chosen.set(name, field.value);
      else chosen.delete(name);
    });
    history.replaceState(null, "", addressOf(chosen));
    draw();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); take(); });
  one("#q").addEventListener("input", take);
  addEventListener("hashchange", draw);
  draw();
})();
