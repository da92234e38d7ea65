// Checks a permit's code in this browser, against published keys and the status list, without sending it anywhere.
// The same conclusions as xinju.vault.permit_papers; tests/journeys/test_permit_check.py compares the two.
(function () {
  "use strict";

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const HEAD = 5, SIGNATURE = 64, ED25519 = 1;
  const REVOKED = 1, SUSPENDED = 2, REPLACED = 3;

  // Ed25519 (RFC 8032), checking only: nothing secret is in here, so time may show what it likes.
  const P = (1n << 255n) - 19n;
  const L = (1n << 252n) + 27742317777372353535851937790883648493n;

  function mod(a, m) { const r = a % m; return r < 0n ? r + m : r; }

  function power(base, exponent) {
    let result = 1n;
    for (let b = mod(base, P), e = exponent; e > 0n; e >>= 1n, b = b * b % P) { if (e & 1n) { result = result * b % P; } }
    return result;
  }

  const D = mod(-121665n * power(121666n, P - 2n), P);
  const ROOT = power(2n, (P - 1n) / 4n);

  function number(bytes) {
    let n = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) { n = n << 8n | BigInt(bytes[i]); }
    return n;
  }

  function xOf(y, odd) {
    const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n), P);
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x - square, P) !== 0n) { x = x * ROOT % P; }
    if (mod(x * x - square, P) !== 0n || (x === 0n && odd)) { return null; }
    return (x & 1n) === (odd ? 1n : 0n) ? x : mod(-x, P);
  }

  function point(x, y) { return { x: x, y: y, z: 1n, t: mod(x * y, P) }; }

  function add(a, b) {
    const A = mod((a.y - a.x) * (b.y - b.x), P), B = mod((a.y + a.x) * (b.y + b.x), P);
    const C = mod(2n * a.t * b.t * D, P), E2 = mod(2n * a.z * b.z, P);
    const E = B - A, F = E2 - C, G = E2 + C, H = B + A;
    return { x: mod(E * F, P), y: mod(G * H, P), z: mod(F * G, P), t: mod(E * H, P) };
  }

  function times(n, p) {
    let result = { x: 0n, y: 1n, z: 1n, t: 0n };
    for (let q = p; n > 0n; n >>= 1n, q = add(q, q)) { if (n & 1n) { result = add(result, q); } }
    return result;
  }

  const BASE_Y = mod(4n * power(5n, P - 2n), P);
  const BASE = point(xOf(BASE_Y, false), BASE_Y);

  function encoded(p) {
    const inverse = power(p.z, P - 2n);
    let n = mod(p.y * inverse, P) | (mod(p.x * inverse, P) & 1n) << 255n;
    return Uint8Array.from({ length: 32 }, function () { const byte = Number(n & 255n); n >>= 8n; return byte; });
  }

  function joined() {
    const parts = Array.prototype.slice.call(arguments);
    const all = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    parts.reduce(function (at, part) { all.set(part, at); return at + part.length; }, 0);
    return all;
  }

  async function ownVerify(key, signature, message) {
    const y = number(key) & ((1n << 255n) - 1n), odd = (key[31] & 128) !== 0;
    const x = xOf(y, odd), s = number(signature.subarray(32));
    if (y >= P || x === null || s >= L) { return false; }
    const digest = await crypto.subtle.digest("SHA-512", joined(signature.subarray(0, 32), key, message));
    const h = number(new Uint8Array(digest)) % L;
    const found = encoded(add(times(s, BASE), times(h, point(mod(-x, P), y))));
    return found.every(function (byte, i) { return byte === signature[i]; });
  }

  async function verify(key, signature, message) {
    let imported;
    try {
      imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    } catch (error) {
      return ownVerify(key, signature, message);  // browsers before 2025 do not know Ed25519
    }
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  }

  function bytesOf(token) {
    const bare = token.replace(/\s+/g, "").toUpperCase();
    if (bare === "" || /[^A-Z2-7]/.test(bare) || [1, 3, 6].indexOf(bare.length % 8) >= 0) { return null; }
    const out = new Uint8Array(Math.floor(bare.length * 5 / 8));
    let held = 0, bits = 0, at = 0;
    for (let i = 0; i < bare.length; i++) {
      held = (held << 5 | ALPHABET.indexOf(bare[i])) & 0xFFF;
      bits += 5;
      if (bits >= 8) { bits -= 8; out[at++] = held >> bits & 255; }
    }
    return (held & ((1 << bits) - 1)) === 0 ? out : null;
  }

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function fromHex(text) {
    return Uint8Array.from(text.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
  }

  async function opened(token, keys, kind) {
    const held = bytesOf(token);
    if (held === null || held.length < HEAD + SIGNATURE) { return { verdict: "unreadable" }; }
    const head = held.subarray(0, HEAD), signature = held.subarray(HEAD, HEAD + SIGNATURE);
    const payload = held.subarray(HEAD + SIGNATURE), id = hex(head.subarray(1));
    if (head[0] !== ED25519 || !Object.prototype.hasOwnProperty.call(keys, id)) { return { verdict: "unknown_key", id: id }; }
    const message = joined(new TextEncoder().encode("xinju\0" + kind + "\0"), head, payload);
    const good = await verify(fromHex(keys[id].key), signature, message);
    return good ? { verdict: "genuine", payload: payload, id: id } : { verdict: "forged", id: id };
  }

  function day(text) { return /^\d{8}$/.test(text) ? text.slice(0, 4) + "-" + text.slice(4, 6) + "-" + text.slice(6) : null; }

  function papersOf(packed) {
    const papers = new Map();
    let serial = 0, n = 0, factor = 1;
    for (let i = 0; i < packed.length; i++) {
      n += (packed[i] & 127) * factor;
      factor *= 128;
      if (packed[i] < 128) { serial += Math.floor(n / 4); papers.set(serial, n % 4); n = 0; factor = 1; }
    }
    return papers;
  }

  async function readList(text, keys) {
    const found = await opened(text, keys, "status-list");
    if (found.verdict !== "genuine") { return null; }
    const cut = found.payload.indexOf(10);
    const parts = new TextDecoder().decode(found.payload.subarray(0, cut)).split("|");
    if (parts[0] !== "1" || parts.length !== 5) { return null; }
    return { day: day(parts[1]), next: day(parts[2]), upto: Number(parts[3]), authority: parts[4], papers: papersOf(found.payload.subarray(cut + 1)) };
  }

  function cardOf(payload) {
    const parts = new TextDecoder().decode(payload).split("|");
    if (parts.length !== 7 || parts[0] !== "1" || !day(parts[2]) || !day(parts[3])) { return null; }
    return {
      serial: Number(parts[1]), issued: day(parts[2]), until: day(parts[3]), authority: parts[4], tail: parts[5], name: parts[6],
    };
  }

  function judged(card, on, list) {
    const status = list ? list.papers.get(card.serial) : undefined;
    if (status === REVOKED) { return ["revoked", list.day, "revoked"]; }
    if (status === REPLACED) { return ["revoked", list.day, "replaced"]; }
    if (status === SUSPENDED) { return ["expired", card.until, "suspended"]; }
    if (on > card.until) { return ["expired", card.until, "not_endorsed"]; }
    if (!list) { return ["status_unknown", card.issued, "no_list"]; }
    if (card.serial > list.upto) { return ["status_unknown", list.day, "newer_than_list"]; }
    if (on > list.next) { return ["status_unknown", list.day, "list_too_old"]; }
    return ["valid", list.day, ""];
  }

  async function check(token, keys, listText, today) {
    const cut = token.lastIndexOf("#");
    const found = await opened(cut >= 0 ? token.slice(cut + 1) : token, keys, "permit");
    const card = found.verdict === "genuine" ? cardOf(found.payload) : null;
    if (card === null) { return { result: found.verdict === "genuine" ? "unreadable" : found.verdict, card: null }; }
    const list = listText ? await readList(listText, keys) : null;
    const proved = list && list.day > card.issued ? list.day : card.issued;
    const other = list !== null && list.authority !== card.authority;
    const said = judged(card, today < proved ? proved : today, other ? null : list);
    if (other && said[0] === "status_unknown") { said[2] = "other_list"; }
    return { result: said[0], day: said[1], why: said[2], card: card, clock_behind: today < proved };
  }

  function todayInShanghai() { return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10); }

  function show(found) {
    document.querySelectorAll("[data-result], [data-why]").forEach(function (part) {
      part.hidden = part.dataset.result !== found.result && part.dataset.why !== found.why;
    });
    document.querySelectorAll("[data-clock]").forEach(function (part) { part.hidden = !found.clock_behind; });
    document.querySelectorAll("[data-card]").forEach(function (part) { part.hidden = !found.card; });
    const values = Object.assign({ day: found.day || "" }, found.card);
    document.querySelectorAll("[data-fill]").forEach(function (part) {
      part.textContent = values[part.dataset.fill] === "" ? "—" : values[part.dataset.fill];
    });
    const said = document.querySelector("[data-said]");
    said.hidden = false;
    said.focus();
  }

  function start() {
    const form = document.querySelector("form[data-permit-check]");
    const published = self.xinjuPermits;
    if (!form || !published || !self.crypto || !crypto.subtle || typeof BigInt === "undefined") { return; }
    const field = form.elements.code;
    async function run() { show(await check(field.value, published.keys, published.list, published.today || todayInShanghai())); }
    document.querySelectorAll("[data-offline]").forEach(function (part) { part.hidden = false; });
    form.addEventListener("submit", function (event) { event.preventDefault(); run(); });
    if (location.hash.length > 100) { field.value = location.hash.slice(1); run(); }
  }

  self.PermitCheck = { check: check, ownVerify: ownVerify, verify: verify };
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
