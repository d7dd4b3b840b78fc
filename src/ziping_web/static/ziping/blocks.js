/* Questions with their answers: a pasted block before it is applied, two values of one cell, what would be lost. */

import { el, labelOf } from "./judged.js";

/** A dialog: its title, what stands in it, the word of the button that goes on (null: only 关闭). → true when that was pressed. */
export function ask(title, inside, yes) {
  return new Promise((resolve) => {
    const back = document.activeElement;
    const buttons = el("p", { class: "buttons" });
    const heading = el("h2", { id: "dialog-title" }, title);
    const dialog = el("dialog", { class: "ask", "aria-labelledby": "dialog-title" }, heading, ...inside, buttons);
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      if (back && back.isConnected && !(answer && yes)) back.focus();
      resolve(answer);
    };
    if (yes) {
      const go = el("button", { class: "main", type: "button" }, yes);
      go.addEventListener("click", () => end(true));
      buttons.append(go);
    }
    const stop = el("button", { type: "button" }, yes ? "取消" : "关闭");
    stop.addEventListener("click", () => end(false));
    buttons.append(stop);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    dialog.addEventListener("click", (event) => { if (event.target.closest("a[data-close]")) end(true); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Two values of one cell, and somebody chooses: choose(clash, mine). Nothing is lost while nobody has chosen. */
export function conflicts(list, choose) {
  const place = document.getElementById("unsettled");
  list.forEach((each) => {
    const box = el("div", { class: "said error clash", role: "alert" });
    const button = (words, mine) => {
      const made = el("button", { type: "button" }, words);
      made.addEventListener("click", () => { box.remove(); choose(each, mine); });
      return made;
    };
    box.append(el("p", {}, el("a", { href: `#c-${each.cell}` }, each.label), `：您修改时，${each.by} 在 ${each.at} 也改了这一格。请选定一个值。`),
      el("table", { class: "list" }, el("tbody", {},
        el("tr", {}, el("th", {}, `${each.by} 的值`), el("td", { class: "theirs" }, each.theirs || "（空）"), el("td", {}, button("用对方的", false))),
        el("tr", {}, el("th", {}, "您的值"), el("td", { class: "mine" }, each.mine || "（空）"), el("td", {}, button("用我的", true))))));
    place.append(box);
    box.scrollIntoView({ block: "nearest" });
  });
}

/** Something that could not be saved: said until it is put away. */
export function notices(words, away) {
  const button = el("button", { type: "button" }, "知道了，不再保存这一格");
  const box = el("div", { class: "said error", role: "alert" }, `没有保存：${words} `, button);
  button.addEventListener("click", () => { box.remove(); away(); });
  document.getElementById("unsettled").append(box);
}

/** Why a form cannot be handed over yet: findings, and cells whose text was carried over unread. Each line leads to its place. */
export function obstacles(missing) {
  const unread = Array.from(document.querySelectorAll("#sheet .carried")).map((mark) => mark.closest("[data-cell]").dataset.cell);
  const looked = (cell) => el("li", {}, el("a", { href: `#c-${cell}`, "data-close": true }, `${labelOf(cell)}：待确认`), " 从别的表带出，照旧的点「核对无误」，不对的直接改");
  const line = (one) => el("li", {},
    el("a", { href: one.severity === "error" ? `#c-${one.cell}` : `#a-${one.id}`, "data-close": true }, `${labelOf(one.cell)}：${one.severity === "error" ? "须改正" : "须改正或说明"}`),
    ` ${one.message}`);
  return ask("还不能提交", [el("ul", { class: "log" }, ...missing.map(line), ...unread.map(looked))], null);
}

/* ---- a block from Excel, WPS or Word ---- */

/** Text of a clipboard as rows of cells; a cell with tab, quote or line break stands in quotes, as Excel and WPS write it. */
export function fromText(text) {
  const rows = [[]];
  let at = 0;
  const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= all.length) {
    let value = "";
    if (all[at] === '"' && /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(all.slice(at))) {
      const quoted = /^"((?:[^"]|"")*)"/.exec(all.slice(at));
      value = quoted[1].replace(/""/g, '"');
      at += quoted[0].length;
    } else {
      const end = all.slice(at).search(/[\t\n]/);
      value = end < 0 ? all.slice(at) : all.slice(at, at + end);
      at += value.length;
    }
    rows[rows.length - 1].push(value.trim());
    if (at >= all.length) break;
    if (all[at] === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}

/** The first table of a clipboard's HTML as rows of cells; null stands under a merged cell. */
export function fromTable(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const rows = [];
  Array.from(table.rows).forEach((line, row) => {
    rows[row] = rows[row] || [];
    let col = 0;
    Array.from(line.cells).forEach((cell) => {
      while (rows[row][col] !== undefined) col += 1;
      cell.querySelectorAll("br, p + p, div + div").forEach((each) => each.parentNode.insertBefore(document.createTextNode("\n"), each));
      const text = cell.textContent.replace(/[^\S\n]+/g, " ").split("\n").map((part) => part.trim()).filter(Boolean).join("\n");
      for (let r = 0; r < cell.rowSpan; r += 1) {
        rows[row + r] = rows[row + r] || [];
        for (let c = 0; c < cell.colSpan; c += 1) rows[row + r][col + c] = r || c ? null : text;
      }
    });
  });
  return rows.filter((row) => row.length);
}

/** Where each pasted value would go, from this cell on: [{cell, value, before, note}], and how many rows are missing. */
function placed(block, start, tools) {
  const out = [];
  const section = start.dataset.cell.split(".")[0];
  const rowsOf = (line) => line.find((cell) => cell && cell.dataset.cell && cell.dataset.cell.startsWith(`${section}.`));
  let missing = 0, line = start.gridRow;
  block.forEach((values) => {
    const row = tools.grid[line];
    if (!row || !(/^(indicators|funds|goals)$/.test(section) ? rowsOf(row) : row[start.gridCol])) {
      missing += 1;
      return;
    }
    let col = start.gridCol, before = null;
    values.forEach((value) => {
      const cell = row[col];
      if (!cell) {
        if (value) out.push({ cell: null, value, note: "超出了表的右边" });
        return;
      }
      col = cell.gridCol + cell.colSpan;
      const address = cell.dataset.cell;
      const field = cell.querySelector("textarea[name^='c:']");
      const covered = cell.gridRow < line || cell === before;
      before = cell;
      if (value === null || (covered && !value)) return;
      if (covered && field && field.value.trim() === value) return;
      if (covered) out.push({ cell: null, value, note: "这里是合并的格子，值在上面一行" });
      else if (!address) out.push({ cell: null, value, note: "这里是表头文字" });
      else if (!field) out.push({ cell: null, value, label: labelOf(address), note: cell.classList.contains("locked") ? "预先填入的预算数，已锁定" : "这一格不由单位填写" });
      else if (field.value.trim() !== value) out.push({ cell: address, value, before: field.value, label: labelOf(address) });
    });
    line += 1;
  });
  return { out, missing, section };
}

/** A paste of more than one cell is shown before anything is changed. tools: grid, commit(changes), addRows(section, after, count). */
export async function pasted(event, start, tools) {
  const html = event.clipboardData.getData("text/html");
  const block = (html && fromTable(html)) || fromText(event.clipboardData.getData("text/plain"));
  if (!block || (block.length < 2 && (!block[0] || block[0].length < 2))) return;
  event.preventDefault();
  const { out, missing, section } = placed(block, start, tools);
  const changes = out.filter((each) => each.cell);
  const empties = changes.filter((each) => !each.value && each.before.trim());
  const blank = el("input", { type: "checkbox", id: "paste-blank" });
  const more = el("input", { type: "checkbox", id: "paste-rows", checked: true });
  const rows = changes.filter((each) => each.value).concat(empties).map((each) => el("tr", { class: each.value ? "" : "soft" },
    el("td", {}, each.label), el("td", {}, each.before || "（空）"), el("td", {}, each.value || "（清空）")));
  const inside = [el("p", {}, `剪贴板里有 ${block.length} 行，将改动 ${changes.length - empties.length} 格：`),
    el("div", { class: "scroll", tabindex: 0 }, el("table", { class: "list" }, el("thead", {}, el("tr", {}, el("th", {}, "位置"), el("th", {}, "现在"), el("th", {}, "改为"))), el("tbody", {}, ...rows)))];
  const skipped = out.filter((each) => !each.cell);
  if (skipped.length) inside.push(el("details", {}, el("summary", {}, `${skipped.length} 个值不会粘贴`), el("ul", {}, ...skipped.map((each) => el("li", {}, `「${each.value}」${each.label || ""}：${each.note}`)))));
  if (empties.length) inside.push(el("p", {}, el("label", { class: "inline", for: "paste-blank" }, blank, `空白格也粘贴（会清空 ${empties.length} 格）`)));
  const grows = missing > 0 && section === "indicators";
  if (grows) inside.push(el("p", {}, el("label", { class: "inline", for: "paste-rows" }, more, `表里少 ${missing} 行，在末尾加上后粘贴`)));
  else if (missing) inside.push(el("p", {}, `最后 ${missing} 行超出了表，不会粘贴。`));
  const cell = start.dataset.cell;
  if (!(await ask("粘贴前请核对", inside, "粘贴"))) return;
  let real = changes;
  if (grows && more.checked) {
    const keys = tools.grid.map((line) => line.find((each) => each && each.dataset.cell && each.dataset.cell.startsWith("indicators."))).filter(Boolean).map((each) => each.dataset.cell.split(".")[1]);
    if (await tools.addRows(section, keys[keys.length - 1], missing)) real = placed(block, document.getElementById(`c-${cell}`), { ...tools, grid: tools.gridNow() }).out.filter((each) => each.cell);
  }
  tools.commit(real.filter((each) => each.value || blank.checked).map((each) => ({ cell: each.cell, value: each.value })));
}
