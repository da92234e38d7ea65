// Keeps the grid worker's pages of today for where there is no network. Nothing else passes through here.
"use strict";
var PAGES = "field-pages";
var WAIT = 8000;

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

function isPage(url) { return url.origin === self.location.origin && url.pathname.indexOf("/field/") === 0; }
function isStatic(url) { return url.origin === self.location.origin && url.pathname.indexOf("/static/") === 0; }

function fromNetwork(request) {
  return new Promise(function (resolve, reject) {
    var timer = setTimeout(reject, WAIT);
    fetch(request).then(function (answer) { clearTimeout(timer); resolve(answer); }, reject);
  });
}

function keep(request, answer) {
  if (!answer.ok || answer.redirected) { return answer; }
  var copy = answer.clone();
  return caches.open(PAGES).then(function (cache) { return cache.put(request, copy); }).then(function () { return answer; });
}

function kept(request) {
  return caches.match(request, { ignoreVary: true }).then(function (found) {
    return found || caches.match("/field/outbox/", { ignoreVary: true });
  }).then(function (found) { return found || Response.error(); });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || !(isPage(url) || isStatic(url))) { return; }
  event.respondWith(fromNetwork(request).then(function (answer) { return keep(request, answer); }, function () { return kept(request); }));
});
