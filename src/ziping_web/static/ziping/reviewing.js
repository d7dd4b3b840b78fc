/* A form that is read or reviewed: a click on a cell shows its row beside the paper; a remark or a reason to return goes to that very cell. */

import { Judged, cellOf, el, labelOf } from "./judged.js";
import { present } from "./present.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const judged = new Judged(page.judged, false);
const choice = document.getElementById("remark-cell");
const back = document.getElementById("return");

function show(cell) {
  const address = cell.dataset.cell;
  judged.row(address);
  if (choice) {
    if (!Array.from(choice.options).some((option) => option.value === address)) choice.append(el("option", { value: address }, labelOf(address)));
    choice.value = address;
  }
  if (!back) return;
  const button = el("button", { type: "button", class: "link small" }, "在这一格写退回理由");
  button.addEventListener("click", () => {
    button.remove();
    const there = document.getElementsByName(`r:${address}`)[0];
    if (there) { there.focus(); return; }
    const field = el("textarea", { id: `r-${address}`, name: `r:${address}`, rows: 2 });
    back.insertBefore(el("div", {}, el("label", { for: `r-${address}` }, labelOf(address)), field), back.lastElementChild);
    field.focus();
  });
  document.getElementById("row").append(el("p", {}, button));
}

document.getElementById("sheet").addEventListener("click", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (cell && !event.target.closest("a")) show(cell);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#c-']");
  const cell = link && cellOf(decodeURIComponent(link.getAttribute("href").slice(3)));
  if (cell) show(cell);
});
if (page.acts) present(page, "办理");
