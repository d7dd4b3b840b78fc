/* Filling the table in place: a cell is a text field; this adds the keyboard of a spreadsheet, saving on leaving, undo, and the rest.
   Without it the page still works: one button saves everything. */

import { Outbox, send, same } from "./saving.js";
import { Judged, cellOf, clear, el, labelOf, rowOf } from "./judged.js";
import { ask, conflicts, notices, obstacles, pasted } from "./blocks.js";
import { present } from "./present.js";

const form = document.getElementById("form");
const sheet = document.getElementById("sheet");
const state = document.getElementById("state");
const page = JSON.parse(document.getElementById("page-data").textContent);
document.documentElement.classList.add("scripted");
const known = new Map(); // cell → text as last committed here
const done = [], undone = []; // groups of [{cell, before, after}], or {redo, undo} for rows
let editing = false; // typing in the cell, or choosing among cells
let lane = 0; // the column that up and down keep to, across merged cells
let grid = [];
let stale = false; // somebody else has saved here meanwhile

const fields = () => Array.from(sheet.querySelectorAll("textarea[name^='c:']"));
const nameOf = (field) => field.name.slice(2);
const fieldOf = (cell) => sheet.querySelector(`textarea[name="c:${CSS.escape(cell)}"]`);

function say(kind, words) {
  state.className = `state ${kind}`;
  clear(state).append(words);
  if (kind === "signed-out") state.append(" ", el("a", { href: "/sign-in?next=/sign-in", target: "_blank", rel: "noopener" }, "在新窗口登录"));
}

const box = new Outbox({
  url: form.dataset.cells, account: page.account, form: page.form, serial: page.serial, say,
  saved(data) {
    Object.entries(data.cells).forEach(([cell, value]) => settle(cell, value));
    judged.update(data);
    stale = stale || data.serial > last + 1;
    last = Math.max(last, data.serial);
    refresh();
  },
  clashed(list) {
    conflicts(list.map((each) => ({ ...each, label: labelOf(each.cell) })), (each, mine) => {
      box.drop(each.cell);
      box.seen.set(each.cell, each.version);
      settle(each.cell, each.theirs, true);
      if (mine) commit([{ cell: each.cell, value: each.mine || "" }]);
    });
  },
  refused(cell, value, why) {
    notices(`${labelOf(cell)}：${why}。您填的是「${value || "（空）"}」`, () => box.drop(cell));
  },
});

const judged = new Judged(page.judged, true, page.account);
let last = page.serial; // the newest serial seen here without a gap

/** What others have saved meanwhile comes onto the page as soon as nobody is typing. */
function refresh() {
  if (stale && !editing && !box.waiting) { stale = false; redraw(); }
}

/** The stored text of a cell reaches the page, unless somebody is typing there. */
function settle(cell, value, force) {
  const field = fieldOf(cell);
  if (box.entries.has(cell)) return; // a newer text of ours is under way
  known.set(cell, value || "");
  if (!field || (!force && field === document.activeElement && editing)) return;
  if (!same(field.value, value)) field.value = value || "";
  fit(field);
}

function fit(field) {
  if (window.CSS && CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/* ---- committing, undo ---- */

/** Save texts as one step that can be undone; cells that did not change are left alone. */
function commit(changes, quiet) {
  const real = changes.map(({ cell, value }) => ({ cell, before: known.get(cell) || "", after: value })).filter((each) => !same(each.before, each.after));
  if (!real.length) return Promise.resolve();
  real.forEach(({ cell, after }) => {
    known.set(cell, after);
    const field = fieldOf(cell);
    if (field && field.value !== after) { field.value = after; fit(field); }
  });
  if (!quiet) { done.push(real); undone.length = 0; }
  return box.put(real.map(({ cell, after }) => ({ cell, value: after })));
}

function leave(field) {
  editing = false;
  field.parentNode.classList.remove("editing");
  if (same(field.value, known.get(nameOf(field)))) box.release(nameOf(field));
  else commit([{ cell: nameOf(field), value: field.value }]);
  refresh();
}

async function step(from, to, way) {
  const group = from.pop();
  if (!group) return say("saved", way === "undo" ? "没有可以撤销的了" : "没有可以重做的了");
  if (Array.isArray(group)) {
    commit(group.map((each) => ({ cell: each.cell, value: way === "undo" ? each.before : each.after })), true);
    const field = fieldOf(group[0].cell);
    if (field) select(field);
    to.push(group);
  } else if (await group()) to.push(group);
  return undefined;
}
const undo = () => step(done, undone, "undo");
const redo = () => step(undone, done, "redo");

/* ---- rows ---- */

/** Add, move, remove or bring back rows; then the paper is drawn anew, with its merged cells. True when done. */
async function rows(body) {
  await box.flush();
  say("busy", "保存中…");
  const { status, data } = await send(form.dataset.rows, { ...body, account: page.account, seen: box.serial });
  if (status !== 200) {
    say("error", (data && data.message) || "没有做成：服务器没有回应，请稍后再试");
    return false;
  }
  await redraw();
  say("saved", `已保存 ${data.at}`);
  return data;
}

async function rowAct(act, row, more) {
  const [section, key] = row.split(".");
  if (act === "remove") {
    await box.flush();
    await redraw(); // what is about to be lost is shown as it stands now
    if (!(await sure(row))) return;
  }
  const data = await rows({ act, section, key, ...more });
  if (!data) return;
  done.push(() => rows({ act: "back", section })); // back twice is forth again
  undone.length = 0;
  const made = Object.keys(data.cells).find((cell) => cell.split(".").length === 2 && act === "add");
  const next = sheet.querySelector(`textarea[name^="c:${made || row}."]:not([name$=".level1"]):not([name$=".level2"])`) || fields()[0];
  if (next) select(next);
}

function sure(row) {
  const filled = fields().filter((field) => nameOf(field).startsWith(`${row}.`) && field.value.trim() && !/\.level[12]$/.test(nameOf(field)));
  if (!filled.length) return Promise.resolve(true);
  return ask("删除这一行？", [el("p", {}, "这一行已填的内容会一起删除（删除后可按 Ctrl+Z 恢复）："),
    el("ul", {}, ...filled.map((field) => el("li", {}, `${labelOf(nameOf(field))}：${field.value}`)))], "删除");
}

/** Fetch the page as it is now and put its paper in place of ours. */
async function redraw() {
  const active = ours({ target: document.activeElement || sheet });
  let answer;
  try { answer = await fetch(location.pathname, { credentials: "same-origin", headers: { Accept: "text/html" } }); } catch (error) { return undefined; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const data = fresh.getElementById("page-data");
  if (!data) return undefined;
  const now = JSON.parse(data.textContent);
  if (now.serial < last) return redraw(); // saved once more while the page was under way
  const paper = document.importNode(fresh.getElementById("sheet"), true);
  clear(sheet).append(...Array.from(paper.childNodes));
  Object.assign(judged, now.judged);
  box.serial = last = now.serial;
  box.seen.clear();
  drawn();
  restore();
  if (active && fieldOf(nameOf(active))) select(fieldOf(nameOf(active)));
  judged.show();
  return undefined;
}

/* ---- the grid and the keyboard ---- */

function drawn() {
  grid = [];
  let top = 0;
  sheet.querySelectorAll("table.paper").forEach((table) => {
    Array.from(table.rows).forEach((line, number) => {
      const row = top + number;
      grid[row] = grid[row] || [];
      let col = 0;
      Array.from(line.cells).forEach((cell) => {
        while (grid[row][col]) col += 1;
        Object.assign(cell, { gridRow: row, gridCol: col });
        for (let r = 0; r < cell.rowSpan; r += 1) {
          grid[row + r] = grid[row + r] || [];
          for (let c = 0; c < cell.colSpan; c += 1) grid[row + r][col + c] = cell;
        }
      });
    });
    top = grid.length;
  });
  known.clear();
  fields().forEach((field) => { known.set(nameOf(field), field.value); fit(field); });
}

function select(field) {
  field.focus();
  field.select();
  editing = false;
}

function vertical(cell, step) {
  const start = step > 0 ? cell.gridRow + cell.rowSpan : cell.gridRow - 1;
  for (let row = start; row >= 0 && row < grid.length; row += step) {
    const there = grid[row][lane] || grid[row][grid[row].length - 1];
    const field = there && there.querySelector("textarea[name^='c:']");
    if (field) return select(field);
  }
  return undefined;
}

function sideways(cell, step) {
  const line = grid[cell.gridRow];
  for (let col = step > 0 ? cell.gridCol + cell.colSpan : cell.gridCol - 1; col >= 0 && col < line.length; col += step) {
    const field = line[col] && line[col].querySelector("textarea[name^='c:']");
    if (field) { select(field); lane = field.parentNode.gridCol; return true; }
  }
  return false;
}

function along(field, step) {
  const all = fields();
  const next = all[all.indexOf(field) + step];
  if (next) { select(next); lane = next.parentNode.gridCol; }
  return Boolean(next);
}

function edit(field) {
  editing = true;
  field.parentNode.classList.add("editing");
  field.setSelectionRange(field.value.length, field.value.length);
}

const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** True when the key was ours. */
function key(event, field) {
  const cell = field.parentNode, move = MOVES[event.key];
  if (event.isComposing || event.keyCode === 229) return false;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const letter = event.key.toLowerCase();
    if (letter === "s") { leave(field); box.flush(); return true; }
    if (editing && !same(field.value, known.get(nameOf(field)))) return false; // the field's own undo, while typing
    if (letter === "z") { if (event.shiftKey) redo(); else undo(); return true; }
    if (letter === "y") { redo(); return true; }
    return false;
  }
  if (event.altKey && event.key === "Enter") {
    editing = true;
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    fit(field);
    return true;
  }
  if (event.altKey) return false;
  if (event.key === "Tab") return along(field, event.shiftKey ? -1 : 1);
  if (event.key === "Enter") { vertical(cell, event.shiftKey ? -1 : 1); if (document.activeElement === field) { leave(field); field.select(); } return true; }
  if (event.key === "F2") { if (editing) { leave(field); field.select(); } else edit(field); return true; }
  if (event.key === "F6") { const first = document.querySelector("#row-tools button"); if (first) first.focus(); return true; }
  if (event.key === "Escape") {
    field.value = known.get(nameOf(field)) || "";
    box.release(nameOf(field));
    fit(field);
    select(field);
    return true;
  }
  if (editing) return false;
  if (move) { if (move[0]) vertical(cell, move[0]); else sideways(cell, move[1]); return true; }
  if (event.key === "Delete" || event.key === "Backspace") { commit([{ cell: nameOf(field), value: "" }]); return true; }
  if (event.key === "Home" || event.key === "End") {
    const line = grid[cell.gridRow].map((each) => each && each.querySelector("textarea[name^='c:']")).filter(Boolean);
    if (line.length) select(event.key === "Home" ? line[0] : line[line.length - 1]);
    return true;
  }
  return false;
}

const ours = (event) => (event.target.matches && event.target.matches("textarea[name^='c:']") ? event.target : null);

sheet.addEventListener("keydown", (event) => {
  const field = ours(event);
  if (field && key(event, field)) event.preventDefault();
});
sheet.addEventListener("mousedown", (event) => {
  const field = ours(event);
  if (!field || event.button) return;
  if (field !== document.activeElement) { event.preventDefault(); select(field); lane = field.parentNode.gridCol; }
  else if (!editing) { editing = true; field.parentNode.classList.add("editing"); }
});
sheet.addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell) return;
  judged.row(cell.dataset.cell);
  tools(rowOf(cell.dataset.cell));
});
sheet.addEventListener("focusout", (event) => { const field = ours(event); if (field) leave(field); });
sheet.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=row]");
  if (button) {
    event.preventDefault();
    const [act, section, number] = button.value.split(":");
    const steps = { up: -1, down: 1 }[act];
    rowAct(steps ? "move" : act, `${section}.${number}`, steps ? { steps } : {});
    return;
  }
  const cell = event.target.closest("[data-cell]");
  if (cell && !event.target.closest("a, textarea")) judged.row(cell.dataset.cell);
});
sheet.addEventListener("input", (event) => {
  const field = ours(event);
  if (!field) return;
  editing = true;
  field.parentNode.classList.add("editing");
  box.keep(nameOf(field), field.value);
  fit(field);
});
sheet.addEventListener("paste", (event) => {
  const field = ours(event);
  if (!field || editing) return;
  pasted(event, field.parentNode, { grid, gridNow: () => grid, commit, addRows: (section, after, count) => rows({ act: "add", section, key: after, count }) });
});
addEventListener("pagehide", () => { const field = ours({ target: document.activeElement || sheet }); if (field) leave(field); });
addEventListener("beforeunload", (event) => { if (box.waiting) { event.preventDefault(); event.returnValue = ""; } });

function tools(row) {
  const bar = document.getElementById("row-tools");
  if (!bar) return;
  bar.hidden = !row.startsWith("indicators.");
  bar.dataset.row = row;
}

const bar = document.getElementById("row-tools");
if (bar) {
  bar.addEventListener("click", (event) => {
    const act = event.target.dataset.act;
    if (act === "undo") undo();
    else if (act === "redo") redo();
    else if (act === "up" || act === "down") rowAct("move", bar.dataset.row, { steps: act === "up" ? -1 : 1 });
    else if (act) rowAct(act, bar.dataset.row, {});
  });
}

form.addEventListener("submit", (event) => { // the button saves what stands in the cells, without leaving the page
  if (event.submitter && event.submitter.name === "row") return;
  event.preventDefault();
  fields().forEach((field) => { if (!same(field.value, known.get(nameOf(field)))) leave(field); });
  answers();
  box.flush();
});

/** A word on a warning is saved when its field is left. */
async function answers() {
  const words = {};
  document.querySelectorAll("textarea[name^='a:']").forEach((field) => {
    const finding = field.name.split(":")[1];
    if ((judged.answers[finding] || "") !== field.value.trim()) words[field.name.slice(2)] = field.value.trim();
  });
  if (!Object.keys(words).length) return true;
  const { status, data } = await send(form.dataset.answers, { account: page.account, answers: words });
  if (status !== 200) { say("error", (data && data.message) || "说明还没有保存，请稍后再点保存"); return false; }
  Object.entries(words).forEach(([name, text]) => { judged.answers[name.split(":")[0]] = text; });
  say("saved", `已保存 ${data.at}`);
  return true;
}
document.addEventListener("change", (event) => { if (event.target.matches("textarea[name^='a:']")) answers(); });

document.querySelectorAll("form[data-submit]").forEach((each) => each.addEventListener("submit", async (event) => {
  event.preventDefault(); // what is under way first, so that the form is handed over as it stands on the screen
  const said = await answers();
  await box.flush();
  if (!said || box.entries.size) return say("error", "还有内容没有保存，保存之后才能提交");
  const missing = judged.findings.filter((one) => one.severity === "error" || (one.severity === "warning" && !judged.answers[one.id]));
  if (missing.length || sheet.querySelector(".carried")) return obstacles(missing);
  each.elements.seen.value = last;
  return each.submit();
}));

document.addEventListener("click", (event) => { // a finding leads to its cell, ready to be typed into
  const link = event.target.closest("a[href^='#c-']");
  const cell = link && cellOf(decodeURIComponent(link.getAttribute("href").slice(3)));
  const field = cell && cell.querySelector("textarea");
  if (field) { event.preventDefault(); field.scrollIntoView({ block: "center" }); select(field); }
});

/** Texts that wait in the outbox stand in their cells, whatever the server's page says. */
function restore() {
  box.entries.forEach((entry, cell) => {
    const field = fieldOf(cell);
    if (field) { field.value = entry.value; known.set(cell, entry.value); fit(field); }
  });
}

drawn();
box.load();
restore();
if (box.waiting) box.flush();
tools(""); present(page, "填写");
