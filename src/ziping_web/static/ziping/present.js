/* Who else has this form open. The page says every half minute that it is there, and once more when it closes. */

import { send } from "./saving.js";

const EVERY = 30000; // milliseconds

export function present(page, doing) {
  const place = document.getElementById("present");
  const own = Math.random().toString(36).slice(2, 12).padEnd(6, "0");
  const tell = async (gone) => {
    const { status, data } = await send("here", { account: page.account, page: own, gone });
    if (gone || status !== 200 || !data) return;
    place.hidden = !data.others.length;
    const words = `${data.others.join("、")}也打开了这份表。可以同时${doing}，改到同一格时不会互相覆盖。`;
    if (data.others.length && place.textContent !== words) place.textContent = words;
  };
  setTimeout(() => tell(false), 1500); // the page itself comes first
  setInterval(() => { if (!document.hidden) tell(false); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(false); });
  addEventListener("pagehide", () => tell(true));
  addEventListener("pageshow", (event) => { if (event.persisted) tell(false); });
}
