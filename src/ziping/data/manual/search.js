/* 手册搜索：不联网，直接打开文件也能用。 */
(function () {
  "use strict";
  var box = document.getElementById("q"), found = document.getElementById("found"), root = document.body.getAttribute("data-root");
  function plain(text) {
    return text.toLowerCase().replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); }).replace(/\u3000/g, " ");
  }
  var pages = (window.MANUAL || []).map(function (p) { return { p: p, t: plain(p.t), x: plain(p.x) }; });
  function show() {
    var words = plain(box.value).split(/\s+/).filter(Boolean);
    found.textContent = "";
    found.hidden = !words.length;
    if (!words.length) { return; }
    var hits = [];
    pages.forEach(function (page) {
      var score = 0;
      var all = words.every(function (word) {
        var inTitle = page.t.indexOf(word), inText = page.x.indexOf(word);
        if (inTitle === 0) { score += 20; } else if (inTitle > 0) { score += 10; } else if (inText >= 0) { score += 1; }
        return inTitle >= 0 || inText >= 0;
      });
      if (all) { hits.push([score, page]); }
    });
    hits.sort(function (a, b) { return b[0] - a[0]; });
    hits.slice(0, 30).forEach(function (hit) {
      var link = document.createElement("a"), note = document.createElement("span"), at = hit[1].x.indexOf(words[0]);
      link.href = root + hit[1].p.u;
      link.textContent = hit[1].p.t;
      note.className = "small";
      note.textContent = hit[1].p.s + (at >= 0 ? "　…" + hit[1].p.x.slice(Math.max(at - 14, 0), at + 40) + "…" : "");
      link.appendChild(note);
      found.appendChild(link);
    });
    var last = document.createElement("p");
    last.className = "small";
    last.textContent = hits.length ? "共 " + hits.length + " 页" + (hits.length > 30 ? "，只列前 30 页" : "") : "没有找到，请换一个词。";
    found.appendChild(last);
  }
  box.addEventListener("input", show);
  box.form.addEventListener("submit", function (event) {
    event.preventDefault();
    show();
    var first = found.querySelector("a");
    if (first) { location.href = first.href; }
  });
  var asked = /[?&]q=([^&]*)/.exec(location.search);
  if (asked) { box.value = decodeURIComponent(asked[1].replace(/\+/g, " ")); show(); }
})();
