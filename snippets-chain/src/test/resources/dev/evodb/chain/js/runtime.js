// As much of the Workers runtime as a router touches; shards answer what `world.shards` says for their host.
// Promises settle without timers, so that one drain of the microtask queue finishes a request.
globalThis.URL = class {
  constructor(text) {
    const parts = /^https?:\/\/([^/?#]+)([^?#]*)(\?[^#]*)?$/.exec(text);
    if (parts === null) throw new TypeError('Invalid URL: ' + text);
    this.host = parts[1];
    this.search = parts[3] || '';
    const pairs = this.search.slice(1).split('&').filter(pair => pair !== '').map(pair => {
      const at = (pair + '=').indexOf('=');
      return [decodeURIComponent(pair.slice(0, at)), decodeURIComponent(pair.slice(at + 1))];
    });
    this.searchParams = {
      has: name => pairs.some(pair => pair[0] === name),
      getAll: name => pairs.filter(pair => pair[0] === name).map(pair => pair[1])
    };
  }
};
globalThis.Response = class {
  constructor(body, options) {
    this.body = body;
    this.status = options.status ?? 200;
    const given = options.headers ?? {};
    this.given = given;
    this.headers = {get: name => name in given ? given[name] : null};
  }
  text() {
    return Promise.resolve(this.body);
  }
  arrayBuffer() {
    return Promise.resolve(this.body.buffer);
  }
};
globalThis.AbortController = class {
  constructor() {
    this.signal = {aborted: false};
  }
  abort() {
    this.signal.aborted = true;
  }
};
globalThis.TextEncoder = class {
  encode(text) {
    return Uint8Array.from(utf8(text));
  }
};
globalThis.TextDecoder = class {
  decode(bytes) {
    return decodeURIComponent(escape(String.fromCharCode(...new Uint8Array(bytes))));
  }
};
const utf8 = text => Array.from(unescape(encodeURIComponent(text)), octet => octet.charCodeAt(0));
const requestOf = (method, url, headers, body) => ({
  method: method,
  url: url,
  headers: {get: name => name in headers ? headers[name] : null},
  arrayBuffer: () => Promise.resolve(new Uint8Array(body).buffer)
});
// Time stands still: timers are kept until a test fires them.
// `snippets` and `shards` by host: a shard has one answer, or one for each body that it may get.
globalThis.world = {snippets: {}, shards: {}, fetches: [], signals: [], turns: 0, timers: {}, timerCount: 0};
globalThis.setTimeout = (callback, millis, ...its) => {
  world.timers[++world.timerCount] = () => callback(...its);
  return world.timerCount;
};
globalThis.clearTimeout = id => delete world.timers[id];
globalThis.fireTimers = () => {
  const due = Object.values(world.timers);
  world.timers = {};
  due.forEach(fire => fire());
};
globalThis.fetch = (url, options) => {
  const host = new URL(url).host;
  const body = options.body == null ? [] : typeof options.body === 'string' ? utf8(options.body)
      : Array.from(new Uint8Array(options.body));
  world.signals.push(options.signal);
  world.fetches.push({
    url: url,
    method: options.method,
    headers: options.headers,
    redirect: options.redirect,
    body: body,
    turn: world.turns
  });
  if (world.snippets[host]) return world.snippets[host].fetch(requestOf(options.method, url, options.headers, body));
  const known = world.shards[host] ?? {unreachable: 'no answer of ' + host};
  const shard = known.byBody ? known.byBody[body] || {unreachable: 'no answer for ' + body} : known;
  if (shard.isSilent) return new Promise(() => {});
  return Promise.resolve().then(() => {
    world.turns++;
    if (shard.unreachable) throw new TypeError(shard.unreachable);
    return shard.frame
        ? new Response(Uint8Array.from(shard.frame), {headers: {'content-type': 'application/x-evodb-hits'}})
        : new Response(shard.body, {status: shard.status});
  });
};
globalThis.run = (method, url, headers, body) => {
  world.fetches = [];
  world.signals = [];
  world.turns = 0;
  world.timers = {};
  world.response = {status: 0, headers: {}, body: 'pending'};
  const snippet = world.snippets[new URL(url).host];
  Promise.resolve(snippet.fetch(requestOf(method, url, headers, body))).then(
      response => world.response = {status: response.status, headers: response.given, body: response.body},
      error => world.response = {status: 0, headers: {}, body: 'uncaught: ' + error});
};
