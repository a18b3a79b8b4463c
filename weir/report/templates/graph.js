// The graph that opens: boxes at the places that the report gives, and what leads from one to another.
const MANY = 80;      // edges from which on they are drawn faintly (graph.py has the same)

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

document.querySelectorAll("[data-graph]").forEach((host) => new Lanes(host));
