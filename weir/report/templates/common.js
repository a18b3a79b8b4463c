// What tables and the graph share. All text goes in by textContent or as an attribute, never as markup.
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
const plural = (count, what) => `${figure(count)} ${what}${count === 1 ? "" : "s"}`;
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
