/* What the engine says of the form, shown where it belongs: at the cells, beside the row, in the list of findings.
   Nothing is judged here: lines and findings come from the server, with the page at first, then with every save. */

import { send } from "./saving.js";

const WORDS = { error: "错误", warning: "警告", info: "提示" };
const $ = (id) => document.getElementById(id);

/** A new element: el("p", {class: "soft"}, "text", otherElement). Texts are never read as markup. */
export function el(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  });
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
}

export function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

export const cellOf = (address) => $(`c-${address}`);

/** The row of an address: indicators.7.score → indicators.7; a plain cell is its own row. */
export function rowOf(address) {
  const steps = address.split(".");
  return /^(funds|goals|indicators|base_data)$/.test(steps[0]) ? steps.slice(0, 2).join(".") : address;
}

/** The cell in the form's own words. */
export function labelOf(address) {
  const cell = cellOf(address);
  const field = cell && cell.querySelector("textarea");
  return (field && field.getAttribute("aria-label")) || (cell && cell.dataset.label) || "总体";
}

export function dueWords(line) {
  if (!line || line.status === "not_scored") return null;
  if (line.computed) return `应得 ${line.computed}`;
  if (line.range) return `应得 ${line.range[0]}–${line.range[1]}`;
  return "不能核算";
}

export class Judged {
  /** lines, findings, last (last year's text), answers (finding → text), rows with proofs. `answer`: words on warnings may be written;
      `account`: whose page it is, where texts carried over may be confirmed. */
  constructor(data, answer, account) {
    Object.assign(this, { lines: {}, findings: [], last: {}, answers: {}, proofs: {} }, data);
    this.answer = answer;
    this.account = account;
    this.current = null;
    this.number();
    this.drawn = new Map(); // cell → what is drawn there of lines and findings: of a long table only what changed is touched
    const found = this.byCell();
    Object.keys(this.lines).concat(Array.from(found.keys())).forEach((address) => this.drawn.set(address, this.spoken(address, found.get(address) || [])));
    this.listed = this.said();
  }

  byCell() {
    const found = new Map();
    this.findings.forEach((one) => {
      if (!found.has(one.cell)) found.set(one.cell, []);
      found.get(one.cell).push(one);
    });
    return found;
  }

  /** All that is drawn at a cell, as one text. */
  spoken(address, here) {
    const line = this.lines[address];
    return JSON.stringify([line && [line.status, line.computed, line.range, line.written, line.steps], here.map((one) => [one.number, one.severity, one.id, one.message])]);
  }

  /** The same of the list of findings. */
  said() {
    return JSON.stringify(this.findings.map((one) => [one.id, one.severity, one.message, one.remedy]));
  }

  /** After a save: {cells, lines, findings, score, counts}. */
  update(data) {
    this.carried(Object.keys(data.cells));
    this.lines = data.lines;
    this.findings = data.findings;
    this.score = data.score;
    this.counts = data.counts;
    this.show();
  }

  /** Findings are numbered in their order, here as on the page from the server. */
  number() {
    this.findings.forEach((one, number) => { one.number = number + 1; });
  }

  show() {
    this.number();
    this.atCells();
    this.list();
    this.totals();
    if (this.current) this.row(this.current);
  }

  atCells() {
    const found = this.byCell();
    const nothing = this.spoken("", []);
    document.querySelectorAll("#sheet [data-cell]").forEach((cell) => {
      const address = cell.dataset.cell;
      const here = found.get(address) || [];
      if (!here.length && !this.lines[address] && !this.drawn.has(address)) return;
      const spoken = this.spoken(address, here);
      if ((this.drawn.get(address) || nothing) === spoken) return;
      this.drawn.set(address, spoken);
      cell.classList.remove("error", "warning", "info");
      if (here.length) cell.classList.add(here[0].severity);
      cell.querySelectorAll(":scope > .due:not(.mark), :scope > .marks").forEach((old) => old.remove());
      const words = dueWords(this.lines[address]);
      if (words && (words !== "不能核算" || this.lines[address].written)) { // of an empty row there is nothing to say yet
        const line = this.lines[address];
        cell.append(el("span", { class: `due ${line.status}`, title: line.steps.join("；") }, words));
      }
      if (here.length) {
        const marks = here.map((one) => el("a", { class: one.severity, href: `#f-${one.id}`, title: `${WORDS[one.severity]}：${one.message}` }, String(one.number)));
        cell.append(el("span", { class: "marks" }, ...marks));
      }
      const field = cell.querySelector("textarea");
      if (field) {
        if (here.some((one) => one.severity === "error")) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
    });
  }

  finding(one, wide) {
    const box = el("div", { class: `finding ${one.severity}`, id: wide ? `f-${one.id}` : null },
      el("p", {}, el("a", { href: `#c-${one.cell}` }, `${one.number}　${WORDS[one.severity]} ${one.code}`), ` ${one.message}`));
    if (!wide) {
      box.append(el("p", { class: "small" }, `处理：${one.remedy}`));
      return box;
    }
    box.append(el("details", {}, el("summary", { class: "small" }, "依据与处理"), el("p", {}, `处理：${one.remedy}`), el("p", { class: "soft" }, `依据：${one.basis}`)));
    if (one.severity === "warning" && this.answer) {
      const field = el("textarea", { id: `a-${one.id}`, name: `a:${one.id}:${one.code}`, form: "form", rows: 1 });
      field.value = this.answers[one.id] || "";
      box.append(el("label", { class: "small", for: `a-${one.id}` }, "不改的话请说明"), field);
    }
    return box;
  }

  list() {
    const list = $("findings");
    const said = this.said();
    if (!list || said === this.listed || list.contains(document.activeElement)) return; // nobody's words are taken from under the cursor
    this.listed = said;
    clear(list).append(...this.findings.map((one) => this.finding(one, true)));
    if (!this.findings.length) list.append(el("p", {}, "没有发现问题。"));
  }

  totals() {
    const { score, counts } = this;
    if (!score) return; // as the page came from the server
    const low = score.computed_low, high = score.computed_high;
    const computed = low === null ? "—" : low === high ? low : `${low}–${high}`;
    const texts = { written: score.written === null ? "—" : score.written, computed, grade: score.grade || "—" };
    Object.entries(texts).forEach(([name, text]) => {
      const place = document.querySelector(`#score [data-score="${name}"]`);
      if (place) place.textContent = text;
    });
    const open = this.findings.filter((one) => one.severity === "warning" && !this.answers[one.id]).length;
    const said = [counts.errors ? `还有 ${counts.errors} 处错误须改正，改正后才能提交` : "", open ? `还有 ${open} 处警告没有说明，请逐条改正或写一句说明` : ""].filter(Boolean);
    if ($("obstacles")) clear($("obstacles")).append(...said.map((words) => el("p", { class: "said error" }, words)));
    if ($("counts")) $("counts").textContent = `错误 ${counts.errors}，警告 ${counts.warnings}，提示 ${counts.infos}`;
  }

  /** Beside the row where the cursor stands: its score with the derivation, its findings, last year's text. */
  row(address) {
    const panel = $("row");
    if (!panel) return;
    this.current = address;
    panel.hidden = false;
    const row = rowOf(address);
    const inside = (cell) => cell === row || cell.startsWith(`${row}.`);
    clear(panel).append(el("h2", {}, labelOf(address)));
    Object.entries(this.lines).filter(([cell]) => inside(cell)).forEach(([, line]) => {
      if (line.status === "not_scored") return;
      panel.append(el("p", { class: `verdict ${line.status}` }, `自评 ${line.written || "（未填）"}　${dueWords(line)}`));
      panel.append(el("ol", { class: "derived small" }, ...line.steps.map((step) => el("li", {}, step))));
    });
    const found = this.findings.filter((one) => inside(one.cell) || one.also.some(inside));
    found.forEach((one) => panel.append(this.finding(one, false)));
    const cell = cellOf(address);
    if (cell && cell.classList.contains("locked")) panel.append(el("p", { class: "small" }, "预算数由财政部门预先填入，已锁定；如有出入请向财政部门提出。"));
    const waits = cell && cell.querySelector(":scope > .carried");
    if (waits && this.account) {
      const button = el("button", { type: "button" }, "这一格核对无误，照旧");
      button.addEventListener("click", () => this.confirm(address));
      panel.append(el("p", {}, button));
    }
    const before = Object.entries(this.last).filter(([each]) => inside(each) && cellOf(each));
    if (before.length) {
      const list = el("dl", { class: "last-year small" });
      before.forEach(([each, text]) => {
        list.append(el("dt", { class: each === address ? "here" : "" }, labelOf(each).replace(/^.*」/, "")), el("dd", {}, text));
      });
      panel.append(el("h3", {}, "上年填写"), list);
    }
    this.proof(panel, row);
    panel.append(el("p", { class: "small" }, el("a", { href: `edits?cell=${encodeURIComponent(row)}` }, "这一行的修改记录")));
  }

  /** These cells no longer wait to be confirmed. */
  carried(list) {
    list.map(cellOf).filter(Boolean).forEach((cell) => cell.querySelectorAll(":scope > .carried").forEach((mark) => mark.remove()));
    const bar = $("carried"), left = document.querySelectorAll("#sheet .carried").length;
    if (!bar) return;
    bar.hidden = !left;
    $("carried-count").textContent = left;
  }

  async confirm(address) {
    const { status, data } = await send("confirm", { account: this.account, cell: address });
    if (status === 200) this.carried([address]);
    this.row(address);
    if (status !== 200) $("row").append(el("p", { class: "said error" }, (data && data.message) || "没有确认成：服务器没有回应，请稍后再试"));
  }

  proof(panel, row) {
    const files = this.proofs[row] || [];
    if (files.length) panel.append(el("h3", {}, "佐证材料"), el("ul", { class: "log" }, ...files.map((file) => el("li", {}, el("a", { href: file.url }, file.name), ` ${file.kind}`))));
    const choice = $("proof-cell");
    if (choice && Array.from(choice.options).some((option) => option.value === row)) choice.value = row;
  }
}
