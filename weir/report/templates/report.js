"use strict";
// Tables that sort, filter and turn pages, and the graph that opens. All text goes in by textContent, never as markup.
(() => {
  const PAGE = 50;      // rows drawn at once: two screens
  const PRINTED = 200;  // rows of a table on paper: some four pages
  const IN_A_LINE = 32; // characters of a cell that are not broken (page.py has the same)
  const MANY = 80;      // edges from which on they are drawn faintly (graph.py has the same)
  const LINK = "\u001f";

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (name, attributes = {}, text = null) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== null) element.textContent = text;
    return element;
  };
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figure = (value) => value.toLocaleString("en-US", {
    maximumFractionDigits: Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : 1,
    minimumFractionDigits: Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : 1,
  });
  const octets = (value) => {
    for (const [unit, size] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
      if (value >= size) {
        const shown = value / size;
        return `${shown >= 1000 ? shown.toPrecision(4).replace(/\.0+$/, "") : Number(shown.toPrecision(3))} ${unit}`;
      }
    }
    return `${Math.round(value)} B`;
  };
  const moment = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 16).replace("T", " ");

  // ---------------------------------------------------------------- tables

  class LongTable {
    constructor(host) {
      this.host = host;
      this.table = host.querySelector("table");
      this.body = this.table.tBodies[0];
      const data = read(host.dataset.table);
      this.what = data.what;
      this.columns = data.columns;
      this.count = this.columns[0].cells.length;
      this.rows = Uint32Array.from({ length: this.count }, (_, row) => row);
      this.shown = this.rows;
      this.page = 0;
      this.sorted = null;
      this.chosen = new Map();
      this.words = "";
      this.headings();
      this.tools();
      if (this.count > this.body.rows.length) this.show();
    }

    said(column, row) {
      const cell = column.cells[row];
      if (cell === null) return "";
      if (column.values && column.values.length) return column.values[cell].split(LINK)[0];
      if (column.kind === "time") return moment(cell + (column.base || 0));
      return column.kind === "octets" ? octets(cell) : figure(cell);
    }

    headings() {
      [...this.table.tHead.rows[0].cells].forEach((heading, place) => {
        const button = make("button", { type: "button", textContent: heading.textContent });
        button.addEventListener("click", () => this.sort(place));
        heading.replaceChildren(button);
      });
    }

    tools() {
      if (this.count <= 8) return;
      const tools = make("div", { className: "tools" });
      const search = make("input", { type: "search" });
      search.setAttribute("aria-controls", this.table.id);
      search.addEventListener("input", () => {
        clearTimeout(this.waits);
        this.waits = setTimeout(() => { this.words = search.value.trim().toLowerCase(); this.filter(); }, 120);
      });
      tools.append(make("label", {}, `Find in these ${this.what}`, search));
      this.columns.forEach((column, place) => {
        if (!column.choose || column.values.length < 2) return;
        const choice = make("select", {}, make("option", { value: "", textContent: "all" }));
        column.values.forEach((value, number) => choice.append(make("option", { value: String(number), textContent: value })));
        choice.addEventListener("change", () => {
          if (choice.value === "") this.chosen.delete(place); else this.chosen.set(place, Number(choice.value));
          this.filter();
        });
        tools.append(make("label", {}, column.label, choice));
      });
      this.host.prepend(tools);
      this.before = make("button", { type: "button", textContent: "Previous" });
      this.after = make("button", { type: "button", textContent: "Next" });
      this.before.addEventListener("click", () => { this.page -= 1; this.show(); });
      this.after.addEventListener("click", () => { this.page += 1; this.show(); });
      this.told = make("span", { role: "status" });
      this.host.querySelector(".left").replaceWith(make("div", { className: "pager" }, this.before, this.after, this.told));
      this.tell();
    }

    sort(place) {
      const column = this.columns[place];
      // Figures and times are wanted from the most on first, words from A on.
      const first = column.values && column.values.length ? 1 : -1;
      const way = this.sorted && this.sorted.place === place ? -this.sorted.way : first;
      this.sorted = { place, way };
      [...this.table.tHead.rows[0].cells].forEach((heading, at) => {
        if (at === place) heading.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        else heading.removeAttribute("aria-sort");
      });
      const cells = column.cells;
      this.rows = this.rows.slice().sort((one, other) => {
        if (cells[one] === null || cells[other] === null) return (cells[one] === null) - (cells[other] === null) || one - other;
        return way * (cells[one] - cells[other]) || one - other;
      });
      this.filter();
    }

    filter() {
      // Which different texts hold the words is asked once, not for each row.
      const words = this.words;
      const texts = words === "" ? [] : this.columns.filter((column) => column.values && column.values.length).map((column) => ({
        cells: column.cells, holds: column.values.map((value) => value.split(LINK)[0].toLowerCase().includes(words)),
      }));
      this.shown = this.rows.filter((row) => {
        for (const [place, value] of this.chosen) if (this.columns[place].cells[row] !== value) return false;
        return words === "" || texts.some((text) => text.cells[row] !== null && text.holds[text.cells[row]]);
      });
      this.page = 0;
      this.show();
    }

    show(first = this.page * PAGE, most = PAGE) {
      const rows = [];
      for (const row of this.shown.subarray(first, first + most)) {
        const line = make("tr");
        for (const column of this.columns) {
          const cell = make("td");
          if (column.kind === "number" || column.kind === "octets") cell.className = "number";
          if (column.kind === "time") cell.className = "time";
          const said = this.said(column, row);
          if (said.length > IN_A_LINE) cell.className = "words";
          if (column.kind === "link" && said !== "") {
            const target = column.values[column.cells[row]].split(LINK)[1];
            cell.append(make("a", { href: `#${target}`, textContent: said }));
          } else cell.textContent = said;
          line.append(cell);
        }
        rows.push(line);
      }
      this.body.replaceChildren(...rows);
      this.tell();
    }

    tell() {
      if (!this.told) return;
      const all = this.shown.length;
      const first = this.page * PAGE;
      const last = Math.min(first + PAGE, all);
      const of = all === this.count ? figure(all) : `${figure(all)} that fit, of ${figure(this.count)}`;
      this.told.textContent = all ? `${figure(first + 1)} to ${figure(last)} of ${of} ${this.what}` : `none of ${figure(this.count)} ${this.what} fits`;
      this.before.disabled = this.page === 0;
      this.after.disabled = last >= all;
    }

    paper() {
      if (this.count <= PAGE) return;
      this.show(0, PRINTED);
      if (this.shown.length > PRINTED) {
        const row = make("tr", { className: "left" }, make("td", { colSpan: this.columns.length, textContent: `${figure(this.shown.length - PRINTED)} more ${this.what} are in the file, and not on paper.` }));
        this.body.append(row);
      }
    }
  }

  const tables = [...document.querySelectorAll("[data-table]")].map((host) => new LongTable(host));
  addEventListener("beforeprint", () => tables.forEach((table) => table.paper()));
  addEventListener("afterprint", () => tables.forEach((table) => table.show()));

  // ---------------------------------------------------------------- graph

  class Lanes {
    constructor(host) {
      this.host = host;
      this.svg = host.querySelector("svg.lanes");
      this.told = host.querySelector(".told");
      this.hint = this.told.firstElementChild;
      this.data = read(host.dataset.graph);
      this.at = this.data.measures;
      this.view = "together";
      this.what = "crossing";
      this.opened = new Set();
      this.picked = null;
      const switches = host.querySelector(".switches");
      switches.hidden = false;
      switches.addEventListener("change", (event) => {
        if (event.target.name.endsWith("view")) this.view = event.target.value; else this.what = event.target.value;
        this.picked = null;
        this.show();
      });
      switches.querySelector("[data-close]").addEventListener("click", () => { this.opened.clear(); this.picked = null; this.show(); });
      this.svg.addEventListener("click", (event) => this.act(event.target.closest("[data-key]")));
      this.svg.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        const node = event.target.closest("[data-key]");
        if (node) { event.preventDefault(); this.act(node); }
      });
      this.show();
    }

    act(node) {
      if (!node) return;
      const key = node.dataset.key;
      if (node.hasAttribute("aria-expanded")) {
        if (this.opened.has(key)) this.opened.delete(key); else this.opened.add(key);
      }
      this.picked = key;
      this.show();
      this.svg.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    }

    // Where everything is: boxes at the places the report gives; what is opened moves what is below it down.
    place() {
      const at = this.at;
      this.nodes = new Map();
      this.stands = new Map();
      this.lanes = [];
      this.panels = [];
      this.labels = [];
      let y = at.pad;
      for (const lane of this.data.views[this.view]) {
        const top = y;
        y += at.pad;
        for (const row of lane.rows) {
          row.forEach((box, place) => {
            const count = box.groups.reduce((sum, group) => sum + group.assets.length, 0);
            const open = box.opens && this.opened.has(box.key);
            this.node({ key: box.key, kind: "box", name: box.name, about: plural(count + box.within, "asset"), side: box.side || "unknown",
              x: at.left + place * (at.width + at.gap) + Math.floor((at.columns - row.length) * (at.width + at.gap) / 2), y, width: at.width, height: at.height, opens: box.opens, open,
              said: `${box.name}${box.level === null ? "" : `, level ${box.level}`}: ${plural(count, "asset")} with paths to elsewhere${box.within ? `, ${box.within} more within it alone` : ""}` });
            if (!open) box.groups.forEach((group) => group.assets.forEach((asset) => this.stands.set(asset, box.key)));
          });
          y += at.height;
          for (const box of row) if (box.opens && this.opened.has(box.key)) y = this.panel(box, y + at.chip_gap * 2);
          y += at.row_gap;
        }
        y += at.pad - at.row_gap;
        this.lanes.push({ lane, top, height: y - top });
        y += at.pad;
      }
      this.height = y;
    }

    // A zone that is open: its roles in rows, and below each row the assets of the roles that are open.
    panel(box, top) {
      const at = this.at;
      const column = (place) => at.left + place * (at.width + at.gap);
      let y = top + at.chip_gap + 16;
      for (let first = 0; first < box.groups.length; first += at.columns) {
        const row = box.groups.slice(first, first + at.columns);
        const opened = [];
        row.forEach((group, place) => {
          if (group.assets.length === 1) { this.asset(group.assets[0], group.key, column(place), y); return; }
          const open = this.opened.has(group.key);
          this.node({ key: group.key, kind: "chip", name: group.name, about: plural(group.assets.length, "asset"), x: column(place), y, width: at.width, height: at.chip, opens: true, open,
            said: `role ${group.name} in ${box.name}: ${plural(group.assets.length, "asset")}` });
          if (open) opened.push(group); else group.assets.forEach((asset) => this.stands.set(asset, group.key));
        });
        y += at.chip + at.chip_gap;
        for (const group of opened) {
          this.labels.push({ x: at.left + 6, y: y + 12, text: `${group.name}:` });
          y += 18;
          group.assets.forEach((asset, number) => this.asset(asset, `${group.key}a${number}`, column(number % at.columns), y + Math.floor(number / at.columns) * (at.chip + at.chip_gap)));
          y += Math.ceil(group.assets.length / at.columns) * (at.chip + at.chip_gap);
        }
        y += at.row_gap / 2;
      }
      y -= at.row_gap / 2;
      this.panels.push({ x: at.left, y: top, height: y + at.chip_gap - top });
      this.labels.push({ x: at.left + 6, y: top + 15, text: box.name });
      return y + at.chip_gap;
    }

    asset(number, key, x, y) {
      const [name, about, said] = this.data.assets[number];
      this.node({ key, kind: "chip", name, about, x, y, width: this.at.width, height: this.at.chip, opens: false, open: false, said: `${name}: ${said}` });
      this.stands.set(number, key);
    }

    node(node) { this.nodes.set(node.key, node); }

    between() {
      const found = new Map();
      for (const [initiator, responder, crosses, counts, services] of this.data.edges) {
        if (this.what === "crossing" && !crosses) continue;
        if (this.what === "alerted" && !counts[0]) continue;
        const begin = this.stands.get(initiator);
        const end = this.stands.get(responder);
        if (begin === undefined || end === undefined || begin === end) continue;
        const key = `${begin} ${end}`;
        let sum = found.get(key);
        if (!sum) found.set(key, sum = { begin, end, counts: counts.map(() => 0), services: new Map() });
        counts.forEach((count, place) => { sum.counts[place] += count; });
        services.forEach((service) => sum.services.set(service, (sum.services.get(service) || 0) + 1));
      }
      return [...found.values()];
    }

    sentence(sum) {
      const told = this.data.standings.map((name, place) => (sum.counts[place] ? `${figure(sum.counts[place])} ${name}` : "")).filter(Boolean).join(", ");
      const services = [...sum.services].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).map(([name, count]) => `${this.data.services[name]} (${figure(count)})`).join(", ");
      return `${this.nodes.get(sum.begin).name} → ${this.nodes.get(sum.end).name}: ${plural(sum.counts.reduce((one, other) => one + other, 0), "path")} (${told}); ${services}`;
    }

    show() {
      this.place();
      const at = this.at;
      const width = at.left + at.columns * at.width + (at.columns - 1) * at.gap + at.pad;
      const sums = this.between();
      const parts = [];
      for (const { lane, top, height } of this.lanes) {
        const part = draw("g", { class: "lane" });
        part.append(draw("rect", { x: 0, y: top, width, height, rx: 8 }), draw("text", { class: "lane-name", x: 14, y: top + 26 }, lane.name));
        if (lane.level >= 0 && lane.level <= 5) part.append(draw("text", { class: "lane-level", x: 14, y: top + 44 }, `level ${lane.level}`));
        parts.push(part);
      }
      for (const panel of this.panels) {
        parts.push(draw("rect", { class: "panel", x: panel.x - 4, y: panel.y, width: width - panel.x - at.pad + 8, height: panel.height, rx: 6 }));
      }
      for (const label of this.labels) parts.push(draw("text", { class: "about", x: label.x, y: label.y }, label.text));
      const worst = (sum) => sum.counts.findIndex((count) => count > 0);
      for (const sum of sums.sort((one, other) => worst(other) - worst(one))) {
        const of = this.picked !== null && (sum.begin === this.picked || sum.end === this.picked);
        const path = draw("path", { class: `edge ${this.data.standings[worst(sum)]}${of ? " of" : ""}`, d: this.curve(this.nodes.get(sum.begin), this.nodes.get(sum.end)) });
        path.append(draw("title", {}, this.sentence(sum)));
        parts.push(path);
      }
      for (const node of this.nodes.values()) parts.push(this.drawn(node));
      this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
      this.svg.classList.toggle("many", sums.length > MANY);
      this.svg.classList.toggle("picked", sums.some((sum) => sum.begin === this.picked || sum.end === this.picked));
      this.svg.replaceChildren(...parts);
      this.tell(sums);
    }

    drawn(node) {
      const part = draw("g", { class: `${node.kind}${node.side ? ` side-${node.side}` : ""}${node.open ? " open" : ""}`, transform: `translate(${node.x},${node.y})`,
        role: "button", tabindex: "0", "data-key": node.key, "aria-label": node.said });
      if (node.opens) part.setAttribute("aria-expanded", String(node.open));
      const small = node.kind === "chip";
      const wide = Math.floor((node.width - (node.opens ? 34 : 20)) / 7.2);
      part.append(draw("title", {}, node.said), draw("rect", { width: node.width, height: node.height, rx: 6 }),
        draw("text", { class: "name", x: small ? 9 : 12, y: small ? 15 : 19 }, cut(node.name, wide)),
        draw("text", { class: "about", x: small ? 9 : 12, y: small ? 28 : 35 }, cut(node.about, wide + 3)));
      if (node.opens) part.append(draw("text", { class: "about", x: node.width - 18, y: small ? 15 : 19 }, node.open ? "▾" : "▸"));
      return part;
    }

    curve(begin, end) {
      const x = (node) => node.x + node.width / 2;
      if (begin.y === end.y) {
        const rise = 16 + Math.min(Math.abs(x(end) - x(begin)) / 40, 16);
        return `M${x(begin)},${begin.y} C${x(begin)},${begin.y - rise} ${x(end)},${end.y - rise} ${x(end)},${end.y}`;
      }
      const down = end.y > begin.y;
      const shift = down ? 10 : -10;
      const from = down ? begin.y + begin.height : begin.y;
      const to = down ? end.y : end.y + end.height;
      const bend = (to - from) / 2;
      const width = this.at.width;
      const long = Math.abs(to - from) > 3 * this.at.height && Math.abs(x(end) - x(begin)) < width;
      const around = long ? (width + Math.min(Math.abs(to - from) / 8, width / 2)) * (down ? 1 : -1) : 0;
      return `M${x(begin) + shift},${from} C${x(begin) + shift + around},${from + bend} ${x(end) + shift + around},${to - bend} ${x(end) + shift},${to}`;
    }

    tell(sums) {
      const node = this.nodes.get(this.picked);
      if (!node) { this.told.replaceChildren(this.hint); return; }
      const own = sums.filter((sum) => sum.begin === this.picked || sum.end === this.picked);
      const list = make("ul");
      for (const sum of own) list.append(make("li", { textContent: this.sentence(sum) }));
      this.told.replaceChildren(make("p", { textContent: node.open ? `${node.said}. It is open.` : node.said }), list);
    }
  }

  const plural = (count, what) => `${figure(count)} ${what}${count === 1 ? "" : "s"}`;
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  document.querySelectorAll("[data-graph]").forEach((host) => new Lanes(host));
})();
