// What a worker enters is kept on the phone first and sent second: nothing typed at a door is lost, nothing counts twice.
(function () {
  "use strict";
  var mark = document.getElementById("unsent");
  if (!mark || !window.indexedDB || !window.fetch || !("serviceWorker" in navigator)) { return; }
  var worker = mark.getAttribute("data-worker");
  var outboxPage = mark.getAttribute("data-outbox");
  var sending = null;

  // The store ------------------------------------------------------------------------------------------------------
  function store(mode, act) {
    return new Promise(function (resolve, reject) {
      var opening = indexedDB.open("xinju-field", 1);
      opening.onupgradeneeded = function () { opening.result.createObjectStore("outbox", { keyPath: "id" }); };
      opening.onerror = function () { reject(opening.error); };
      opening.onsuccess = function () {
        var base = opening.result, change = base.transaction("outbox", mode), asked = act(change.objectStore("outbox"));
        change.oncomplete = function () { base.close(); resolve(asked && asked.result); };
        change.onerror = function () { base.close(); reject(change.error); };
      };
    });
  }
  function all() { return store("readonly", function (box) { return box.getAll(); }); }
  function put(entry) { return store("readwrite", function (box) { return box.put(entry); }); }
  function drop(id) { return store("readwrite", function (box) { return box.delete(id); }); }

  function newId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // Sending --------------------------------------------------------------------------------------------------------
  function token() {
    return fetch(outboxPage, { credentials: "same-origin", cache: "no-store", headers: { "X-Outbox": "1" } }).then(function (answer) {
      if (answer.redirected || !answer.ok) { throw new Error("signed out"); }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var here = page.getElementById("unsent");
      if (!here || here.getAttribute("data-worker") !== worker) { throw new Error("signed out"); }
      return page.querySelector("input[name=csrfmiddlewaretoken]").value;
    });
  }

  function sendOne(entry, csrf) {
    var ago = String(Math.max(0, Math.round((Date.now() - entry.made) / 1000)));  // the phone's clock may be wrong
    return fetch(entry.address, {
      method: "POST", credentials: "same-origin", body: new URLSearchParams(entry.fields.concat([["ago", ago]])),
      headers: { "X-Outbox": "1", "X-CSRFToken": csrf }
    }).then(function (answer) {
      if (answer.redirected) { throw new Error("signed out"); }
      if (answer.status >= 500 || answer.status === 403) { throw new Error("not now"); }
      return answer.json();
    }).then(function (said) {
      if (said.state === "done") { return drop(entry.id).then(function () { return said; }); }
      entry.state = said.state; entry.say = said.say; entry.next = said.next;
      return put(entry).then(function () { return said; });
    });
  }

  function sendAll() {
    if (sending) { return sending; }
    sending = all().then(function (entries) {
      var mine = entries.filter(function (one) { return one.worker === worker && one.state === "waiting"; });
      mine.sort(function (one, other) { return one.made - other.made; });
      if (!mine.length) { return []; }
      return token().then(function (csrf) {
        return mine.reduce(function (before, one) {
          return before.then(function (answers) {
            return sendOne(one, csrf).then(function (said) { return answers.concat([{ id: one.id, said: said }]); });
          });
        }, Promise.resolve([]));
      });
    });
    var over = function () { sending = null; };
    sending.then(over, over);
    return sending;
  }

  // Entering -------------------------------------------------------------------------------------------------------
  function entryOf(form, submitter) {
    var fields = [];
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && name !== "client_id" && name !== "ago") { fields.push([name, value]); }
    });
    if (submitter && submitter.name) { fields.push([submitter.name, submitter.value]); }
    var id = form.getAttribute("data-sent-as") || newId();
    fields.push(["client_id", id]);
    form.setAttribute("data-sent-as", id);
    return { id: id, worker: worker, address: form.action, fields: fields, name: form.getAttribute("data-name") || document.title, did: submitter ? submitter.textContent.trim() : "",
      made: Date.now(), state: "waiting" };
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, submitter = event.submitter;
    var isVisit = form.hasAttribute("data-visit") || submitter && submitter.hasAttribute("data-visit-button");
    if (form.classList.contains("officer")) { caches.delete("field-pages"); return; }
    if (form.hasAttribute("data-find") && !isVisit && !navigator.onLine) {
      event.preventDefault();
      document.getElementById("offline-entry").open = true;
      return;
    }
    if (!isVisit) { return; }
    event.preventDefault();
    var entry = entryOf(form, submitter);
    put(entry).then(sendAll).then(function (answers) {
      var mine = answers.filter(function (one) { return one.id === entry.id; })[0];
      if (mine && mine.said.state === "refused") { return mend(form, entry, mine.said); }
      window.location.href = mine && mine.said.state === "done" ? mine.said.next : outboxPage;
    }, function () { window.location.href = outboxPage; });
  });

  // Nothing was written and the worker still stands on the page: the reason is said there, and the entry can be mended.
  function mend(form, entry, said) {
    var box = document.getElementById("not-written") || document.createElement("div");
    box.id = "not-written"; box.className = "callout callout-bad"; box.tabIndex = -1;
    box.setAttribute("role", "alert");
    box.textContent = said.say;
    form.parentNode.insertBefore(box, form);
    form.removeAttribute("data-sent-as");
    box.focus();
    return drop(entry.id);
  }

  // Showing --------------------------------------------------------------------------------------------------------
  function show() {
    return all().then(function (entries) {
      mark.textContent = entries.length ? "(" + entries.length + ")" : "";
      var list = document.getElementById("outbox"), state = document.getElementById("outbox-state");
      if (!list) { return; }
      state.textContent = entries.length ? entries.length + " " + state.getAttribute("data-some")
        + (navigator.onLine ? "" : " · " + state.getAttribute("data-offline")) : state.getAttribute("data-none");
      list.textContent = "";
      entries.sort(function (one, other) { return one.made - other.made; }).forEach(function (one) { list.appendChild(line(list, one)); });
    });
  }

  function line(list, entry) {
    var item = document.createElement("li"), head = document.createElement("p"), words = document.createElement("strong");
    var key = entry.worker !== worker ? "other" : entry.state;
    words.className = "status status-" + (entry.state === "waiting" ? "wait" : "bad");
    words.textContent = list.getAttribute("data-" + key);
    head.textContent = entry.name + " · " + (entry.did ? entry.did + " · " : "") + new Date(entry.made).toLocaleString() + " ";
    head.appendChild(words);
    item.appendChild(head);
    if (entry.say) { item.appendChild(document.createElement("p")).textContent = entry.say; }
    if (entry.next && entry.state !== "waiting") {
      var link = item.appendChild(document.createElement("a"));
      link.href = entry.next; link.textContent = list.getAttribute("data-open");
      item.appendChild(document.createTextNode(" · "));
    }
    var away = item.appendChild(document.createElement("button"));
    away.type = "button"; away.className = "link"; away.textContent = list.getAttribute("data-drop");
    away.addEventListener("click", function () {
      if (window.confirm(list.getAttribute("data-sure"))) { drop(entry.id).then(show); }
    });
    return item;
  }

  function signedOut(error) {
    var state = document.getElementById("outbox-state");
    if (state && error && error.message === "signed out") { state.textContent = state.getAttribute("data-signin"); }
  }
  function sendAndShow() { return sendAll().then(show, function (error) { return show().then(function () { signedOut(error); }); }); }

  // Taking the day along -------------------------------------------------------------------------------------------
  function takeAlong(button) {
    var addresses = Array.prototype.map.call(document.querySelectorAll("a[data-door]"), function (door) { return door.href; });
    var rooms = addresses.filter(function (one) { return one.indexOf("/field/room/") > 0; });
    var more = rooms.map(function (one) { return one + "person/"; }).concat(rooms.map(function (one) { return one + "nobody_home/"; }))
      .concat(rooms.map(function (one) { return one + "moved_out/"; }));
    button.disabled = true;
    caches.open("field-pages").then(function (cache) {
      return [window.location.href, outboxPage].concat(addresses, more).reduce(function (before, address) {
        return before.then(function () { return cache.add(address); });
      }, Promise.resolve());
    }).then(function () { document.getElementById("taken").textContent = button.getAttribute("data-done"); },
      function () { button.disabled = false; });
  }

  // A page with people does not stay on the phone overnight; what was not sent does.
  function forgetYesterday() {
    var today = new Date().toDateString();
    if (localStorage.getItem("field-day") !== today + worker) {
      localStorage.setItem("field-day", today + worker);
      return caches.delete("field-pages");
    }
    return Promise.resolve();
  }

  forgetYesterday().then(function () { return navigator.serviceWorker.register(mark.getAttribute("data-worker-script")); });
  var take = document.getElementById("take"), send = document.getElementById("send-now");
  if (take) { take.hidden = false; take.addEventListener("click", function () { takeAlong(take); }); }
  if (send) { send.hidden = false; send.addEventListener("click", sendAndShow); }
  window.addEventListener("online", sendAndShow);
  sendAndShow();
}());
