/* A list with boxes to tick: the one in the head ticks all of the page. Without it each is ticked by hand. */

document.querySelectorAll("input[data-all]").forEach((all) => {
  const table = all.closest("table");
  const boxes = () => Array.from(table.querySelectorAll("tbody input[type=checkbox]"));
  all.hidden = false;
  all.addEventListener("change", () => boxes().forEach((each) => { each.checked = all.checked; }));
  table.addEventListener("change", () => { all.checked = boxes().every((each) => each.checked); });
});
