// Tables that sort, filter and turn pages.
const PAGE = 50;      // rows drawn at once: two screens
const PRINTED = 200;  // rows of a table on paper: some four pages
const IN_A_LINE = 32; // characters of a cell that are not broken (page.py has the same)
const LINK = "\u001f";

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
    tools.append(make("label", {}, `Find in these ${this.what}s`, search));
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
    const of = all === this.count ? "" : `${figure(all)} that fit, of `;
    const whole = plural(this.count, this.what);
    this.told.textContent = all ? `${figure(first + 1)} to ${figure(last)} of ${of}${whole}` : `none of ${whole} fits`;
    this.before.disabled = this.page === 0;
    this.after.disabled = last >= all;
  }

  paper() {
    if (this.count <= PAGE) return;
    this.show(0, PRINTED);
    if (this.shown.length > PRINTED) {
      const row = make("tr", { className: "left" }, make("td", { colSpan: this.columns.length, textContent: `${figure(this.shown.length - PRINTED)} more are in the file, and not on paper.` }));
      this.body.append(row);
    }
  }
}

const tables = [...document.querySelectorAll("[data-table]")].map((host) => new LongTable(host));
addEventListener("beforeprint", () => tables.forEach((table) => table.paper()));
addEventListener("afterprint", () => tables.forEach((table) => table.show()));
