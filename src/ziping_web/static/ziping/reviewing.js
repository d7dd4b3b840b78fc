/* A form that is read or reviewed: a click on a cell shows its row beside the paper, and a remark goes to that row. */

import { Judged, cellOf, rowOf } from "./judged.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const judged = new Judged(page.judged, false);
const choice = document.getElementById("remark-cell");

function show(cell) {
  judged.row(cell.dataset.cell);
  const row = rowOf(cell.dataset.cell);
  if (choice && Array.from(choice.options).some((option) => option.value === row)) choice.value = row;
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
