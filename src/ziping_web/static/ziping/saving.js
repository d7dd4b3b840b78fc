/* Saving a form. What was typed stands on this computer before it is sent, and leaves it only when the server has said that it is stored.
   ES2019, no library. One Outbox per page; its entries lie in localStorage under "ziping:<account>:<form>:<cell>". */

const AGAIN = 3000; // milliseconds until the next try while the server does not answer

/** The token as the cookie has it now: a new sign-in in another window renews it. */
function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
  return found ? found[1] : "";
}

/** POST or GET as JSON → {status, data}; status 0 when nobody answered. */
export async function send(url, body) {
  const options = { credentials: "same-origin", headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = token();
    options.body = JSON.stringify(body);
    options.keepalive = options.body.length < 60000; // the last cell gets through even when the page closes
  }
  try {
    const answer = await fetch(url, options);
    const text = await answer.text();
    let data = null;
    try { data = JSON.parse(text); } catch (error) { data = null; }
    return { status: answer.status, data };
  } catch (error) {
    return { status: 0, data: null };
  }
}

/** Two texts as the server compares them: outer white space and an empty text count as nothing. */
export function same(one, other) {
  return (one || "").trim() === (other || "").trim();
}

export class Outbox {
  /** url of the cells; account and form ids; serial the page was drawn with;
      saved(data), clashed(list), refused(cell, value, why), say(kind, words) tell the page. */
  constructor(settings) {
    Object.assign(this, settings);
    this.prefix = `ziping:${this.account}:${this.form}:`;
    this.entries = new Map(); // cell → {value, seen, tried, held}
    this.seen = new Map(); // cell → serial at which this page last knew its text; else this.serial
    this.busy = false;
    this.timer = 0;
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => this.flush());
  }

  /** What an earlier page left here and could not send. */
  load() {
    for (let at = localStorage.length - 1; at >= 0; at -= 1) {
      const key = localStorage.key(at);
      if (!key.startsWith(this.prefix)) continue;
      try {
        const kept = JSON.parse(localStorage.getItem(key));
        this.entries.set(key.slice(this.prefix.length), { value: kept.value, seen: kept.seen, tried: kept.tried || [], held: false });
      } catch (error) {
        localStorage.removeItem(key);
      }
    }
  }

  /** Keep a text while it is still being typed; sent only by put(). */
  keep(cell, value) {
    const waiting = this.entries.get(cell);
    this.store(cell, { value, seen: this.seenOf(cell), tried: waiting ? waiting.tried : [] });
  }

  /** A text that was kept while typing is not wanted after all. */
  release(cell) {
    const waiting = this.entries.get(cell);
    if (waiting) this.store(cell, waiting);
    else this.drop(cell);
  }

  /** Forget a cell: it is stored, or given up. */
  drop(cell) {
    this.entries.delete(cell);
    try { localStorage.removeItem(this.prefix + cell); } catch (error) { /* nothing was kept there */ }
  }

  store(cell, entry) {
    try {
      localStorage.setItem(this.prefix + cell, JSON.stringify({ value: entry.value, seen: entry.seen, tried: entry.tried }));
    } catch (error) {
      this.say("error", "本机存储已满，断网时填写的内容无法留在本机");
    }
  }

  seenOf(cell) {
    const waiting = this.entries.get(cell);
    if (waiting) return waiting.seen;
    return this.seen.has(cell) ? this.seen.get(cell) : this.serial;
  }

  /** Save these cells: [{cell, value}]. `over` is the serial of a value that the person has seen and overrules. */
  put(changes, over) {
    for (const { cell, value } of changes) {
      const before = this.entries.get(cell);
      const entry = { value, seen: over === undefined ? this.seenOf(cell) : over, tried: before ? before.tried.slice() : [], held: false };
      this.entries.set(cell, entry);
      this.store(cell, entry);
    }
    return this.flush();
  }

  get waiting() {
    return Array.from(this.entries.values()).filter((entry) => !entry.held).length;
  }

  /** Everything that waits goes out, one request at a time; resolves when nothing is under way any more. */
  flush() {
    if (!this.running) this.running = this.work().then(() => { this.running = null; }, () => { this.running = null; });
    return this.running;
  }

  async work() {
    clearTimeout(this.timer);
    let single = false; // after a refusal: one by one, so that one bad cell does not keep the rest
    while (this.waiting) {
      let batch = Array.from(this.entries).filter(([, entry]) => !entry.held);
      if (single) batch = batch.slice(0, 1);
      this.say("busy", "保存中…");
      batch.forEach(([, entry]) => { if (!entry.tried.includes(entry.value)) entry.tried.push(entry.value); });
      batch.forEach(([cell, entry]) => this.store(cell, entry));
      const changes = batch.map(([cell, entry]) => ({ cell, value: entry.value, seen: entry.seen }));
      const { status, data } = await send(this.url, { account: this.account, changes });
      if (status === 200 && data) this.stored(batch, data);
      else if (status === 409 && data && data.clashes) this.clash(data.clashes);
      else if (status === 422 || status === 404) {
        if (batch.length > 1) single = true;
        else this.refuse(batch[0][0], batch[0][1], data && data.message ? data.message : "没有这份表，或者它已不在您的范围内");
      } else {
        const words = status === 401 && data ? data.message : "未保存，已留在本机；连上服务器后自动保存";
        this.say(status === 401 ? "signed-out" : "offline", words);
        this.timer = setTimeout(() => this.flush(), AGAIN);
        return;
      }
    }
  }

  stored(batch, data) {
    for (const [cell, entry] of batch) {
      this.seen.set(cell, data.serial);
      const now = this.entries.get(cell);
      if (now === entry) this.drop(cell);
      else if (now) { now.seen = data.serial; this.store(cell, now); } // typed on meanwhile
    }
    Object.keys(data.cells).forEach((cell) => this.seen.set(cell, data.serial));
    if (!this.waiting) this.say("saved", `已保存 ${data.at}`);
    this.saved(data);
  }

  clash(clashes) {
    const open = [];
    for (const each of clashes) {
      const entry = this.entries.get(each.cell);
      if (!entry) continue;
      if (entry.tried.some((text) => same(text, each.theirs)) && !same(each.theirs, entry.value)) {
        entry.seen = each.version; // our own earlier text arrived, only its receipt was lost
      } else {
        entry.held = true;
        open.push(each);
      }
    }
    if (open.length) {
      this.say("error", `有 ${open.length} 格别人也改过，没有覆盖：请选定一个值`);
      this.clashed(open);
    }
  }

  refuse(cell, entry, why) {
    entry.held = true;
    this.say("error", `没有保存：${why}`);
    this.refused(cell, entry.value, why);
  }
}
