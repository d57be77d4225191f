// The part of the Workers runtime that snippets see, in plain JavaScript. Evaluated once per isolate, before anything is
// billed: production's platform is native code. Its functions do run inside the billed turns, so they stay lean.
//
// The value of this script is a function of `stop`, which ends the running turn, of `hash`, `draw`, `decode`, `encode` and `normalize`, which
// the host computes as production's native code does, and of the settings of the isolate; it installs the globals and returns the
// control functions that only the host holds. Headers cross the border as one string, "name\nvalue\nname\nvalue".
(function (stop, hash, draw, decode, encode, normalize, isCacheCounted, isSeeded, seedHigh, seedLow) {
    'use strict';

    const ORIGIN_TWICE = 1201, SUBREQUESTS = 1202;
    const FETCH = 0, READ = 1, TIMER = 2, CACHE = 3;
    const MATCH = 0, PUT = 1, DELETE = 2;
    const LOG_LIMIT = 65536;

    // Texts and bytes up to this length are converted here, which is faster than a call of the host.
    const SHORT = 192;

    // Doors that the classes below open for this file only.
    let watch, reload, flatHeaders, headersOfFlat, lock, streamOwner, takeBody, peekBody, setContent, isIncoming, markIncoming, signalOf, answerOf;

    // State of the one request that the isolate serves at a time.
    const LOADING = 0, SERVING = 1, OVER = 2;
    let phase = LOADING;
    let requests = 0;
    let incomingUrl = '';
    let incomingFetched = false;
    let subrequestsLeft = 0;
    let now = 0;
    let nextId = 1;
    let waiting = new Map();
    const signals = new Map(); // of fetches that have one, by their id
    let operations = [];
    let outcome = null;
    let logs = [];
    let logged = 0;

    const encodeAll = s => unescape(encodeURIComponent(s));

    function latin1(bytes) {
        if (bytes.length > SHORT) return decode(bytes.buffer, bytes.byteOffset, bytes.length, true);
        let text = '';
        for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
        return text;
    }

    // The bytes of a text without characters beyond U+00FF; null for others.
    function fromLatin1(text) {
        if (text.length > SHORT) {
            const buffer = encode(text, true);
            return buffer === null ? null : new Uint8Array(buffer);
        }
        const bytes = new Uint8Array(text.length);
        for (let i = 0; i < bytes.length; i++) {
            const c = text.charCodeAt(i);
            if (c > 255) return null;
            bytes[i] = c;
        }
        return bytes;
    }

    class TextEncoder {
        get encoding() {
            return 'utf-8';
        }

        encode(text = '') {
            text = String(text).toWellFormed();
            if (text.length > SHORT) return new Uint8Array(encode(text, false));
            const units = encodeAll(text);
            const bytes = new Uint8Array(units.length);
            for (let i = 0; i < units.length; i++) bytes[i] = units.charCodeAt(i);
            return bytes;
        }

        encodeInto(text, target) {
            if (!(target instanceof Uint8Array)) throw wrongParameter('encodeInto', 'TextEncoder', 2, 'Uint8Array');
            text = String(text).toWellFormed();
            // No character has less than a byte for each unit, so that nothing beyond this fits.
            let part = text.slice(0, target.length).toWellFormed();
            let bytes = this.encode(part);
            let read = part.length, written = bytes.length;
            if (written > target.length) {
                written = target.length;
                while ((bytes[written] & 0xc0) === 0x80) written--;
                read = new TextDecoder('utf-8', KEEP_MARK).decode(bytes.subarray(0, written)).length;
            } else if (part.length < text.length && part.charCodeAt(part.length - 1) === 0xfffd && text.charCodeAt(part.length - 1) !== 0xfffd) {
                read--; // Half of a pair, which the cut has made a replacement.
                written -= 3;
            }
            target.set(bytes.subarray(0, written));
            return { read, written };
        }
    }

    const KEEP_MARK = Object.freeze({ ignoreBOM: true });
    const UTF_8 = ['utf-8', 'utf8', 'unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'x-unicode20utf8'];

    // Other encodings of the standard that workerd has, the usual names of them.
    const NOT_DECODED = /^(ascii|us-ascii|latin1|l1|iso-8859-\d+|windows-\d+|cp\d+|utf-16(le|be)?|big5|gbk|gb2312|gb18030|shift_jis|sjis|euc-(jp|kr)|iso-2022-jp|koi8-[ru]|macintosh)$/;

    class TextDecoder {
        #fatal;
        #keepMark;
        #begun = false; // Whether a mark at the start would be none any more.
        #rest = null; // Of a stream: the bytes of a character that is not complete.

        constructor(label = 'utf-8', options = {}) {
            const name = `${label}`.trim().toLowerCase();
            if (!UTF_8.includes(name)) {
                if (NOT_DECODED.test(name)) throw new RangeError('The simulator decodes utf-8 only, not ' + name);
                throw new RangeError(`"${label}" is not a valid encoding.`);
            }
            this.#fatal = !!options.fatal;
            this.#keepMark = !!options.ignoreBOM;
        }

        get encoding() {
            return 'utf-8';
        }
        get fatal() {
            return this.#fatal;
        }
        get ignoreBOM() {
            return this.#keepMark;
        }

        decode(input, options) {
            let bytes = bytesOf(input === undefined ? NO_BYTES : input);
            if (bytes === null) throw wrongParameter('decode', 'TextDecoder', 1, 'Array');
            const isStream = options !== undefined && options !== null && !!options.stream;
            if (!isStream && this.#rest === null && !this.#begun) return this.#text(bytes, this.#keepMark);
            if (this.#rest !== null) {
                const all = new Uint8Array(this.#rest.length + bytes.length);
                all.set(this.#rest);
                all.set(bytes, this.#rest.length);
                bytes = all;
            }
            const whole = isStream ? completeLength(bytes) : bytes.length;
            this.#rest = whole < bytes.length ? bytes.slice(whole) : null;
            const text = this.#text(bytes.subarray(0, whole), this.#keepMark || this.#begun);
            this.#begun = isStream && (this.#begun || whole > 0);
            return text;
        }

        #text(bytes, keepMark) {
            let text = null;
            if (bytes.length > SHORT) {
                const own = bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice();
                text = decode(own.buffer, own.byteOffset, own.length, false);
            } else {
                try {
                    text = decodeURIComponent(escape(latin1(bytes)));
                } catch {
                    // Not in utf-8.
                }
            }
            if (text === null) {
                if (this.#fatal) throw new TypeError('Failed to decode input.');
                text = lenientDecode(bytes);
            }
            return !keepMark && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
        }
    }

    const NO_BYTES = new Uint8Array(0);

    // How many of the bytes come before a last character that more bytes may complete.
    function completeLength(bytes) {
        for (let back = 1; back <= 3 && back <= bytes.length; back++) {
            const lead = bytes[bytes.length - back];
            if (lead < 0x80) break;
            if (lead >= 0xc0) return (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4) > back ? bytes.length - back : bytes.length;
        }
        return bytes.length;
    }

    // WHATWG utf-8 decode with replacement characters: a maximal bad prefix becomes one U+FFFD.
    function lenientDecode(bytes) {
        let text = '';
        for (let i = 0; i < bytes.length; ) {
            const lead = bytes[i++];
            if (lead < 0x80) {
                text += String.fromCharCode(lead);
                continue;
            }
            let more = lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
            let point = more === 0 ? -1 : lead & (0x3f >> more);
            let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
            let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
            for (; more > 0; more--) {
                const next = bytes[i];
                if (i >= bytes.length || next < low || next > high) {
                    point = -1;
                    break;
                }
                point = (point << 6) | (next & 0x3f);
                low = 0x80;
                high = 0xbf;
                i++;
            }
            text += point < 0 ? '\ufffd' : String.fromCodePoint(point);
        }
        return text;
    }

    function bytesOf(value) {
        if (value instanceof Uint8Array) return value;
        if (value instanceof ArrayBuffer) return value.detached ? new Uint8Array(0) : new Uint8Array(value);
        if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        return null;
    }

    const IN_QUERY = '"#<>\'', IN_PATH = '"#<>?`{}^', IN_HASH = '"<>`';

    // Percent-encodes what the URL standard's sets for special schemes name; everything else, '%' included, stays.
    function escapePart(text, extra) {
        let from = 0, out = '';
        for (let i = 0; i < text.length; i++) {
            const c = text.charCodeAt(i);
            if (c > 0x20 && c < 0x7f && extra.indexOf(text[i]) < 0) continue;
            const end = c >= 0xd800 && c < 0xdc00 ? i + 2 : i + 1;
            out += text.slice(from, i) + (c < 0x80 ? hex(c) : encodeURIComponent(text.slice(i, end).toWellFormed()));
            i = end - 1;
            from = end;
        }
        return from === 0 ? text : out + text.slice(from);
    }

    const hex = c => '%' + (c < 16 ? '0' : '') + c.toString(16).toUpperCase();

    function removeDots(path) {
        if (path.indexOf('/.') < 0 && !/\/%2e/i.test(path)) return path;
        const kept = [];
        const parts = path.split('/');
        for (let i = 1; i < parts.length; i++) {
            const part = parts[i].replace(/^(\.|%2e){1,2}$/i, found => found.replace(/%2e/gi, '.'));
            const last = i === parts.length - 1;
            if (part === '..') {
                kept.pop();
                if (last) kept.push('');
            } else if (part === '.') {
                if (last) kept.push('');
            } else {
                kept.push(part);
            }
        }
        return '/' + kept.join('/');
    }

    // What production takes and the simulator does not is refused by name.
    function invalidUrl(text) {
        const rest = /^https?:[/\\]*([^/\\?#]*)/i.exec(text);
        if (rest === null) {
            if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return new TypeError('The simulator has URLs of http and https only, not ' + text);
        } else if (rest[1].indexOf('@') >= 0) {
            return new TypeError('The simulator has no URLs with a user name: ' + text);
        } else if (/[^\0-\x7f]/.test(rest[1])) {
            return new TypeError('The simulator has host names in ASCII only: ' + text);
        }
        return new TypeError('Invalid URL string.');
    }

    // URLs of the schemes http and https, which are the only ones a snippet can fetch.
    class URL {
        #protocol;
        #host;
        #pathname;
        #search = '';
        #hash = '';
        #params = null;

        constructor(text, base) {
            text = String(text);
            const known = text === incomingUrl; // The host has normalized it already.
            if (!known) text = text.trim().replace(/[\t\n\r]/g, '');
            let rest = text;
            const hashAt = rest.indexOf('#');
            if (hashAt >= 0) {
                if (hashAt < rest.length - 1) this.#hash = '#' + escapePart(rest.slice(hashAt + 1), IN_HASH);
                rest = rest.slice(0, hashAt);
            }
            let query = null;
            const queryAt = rest.indexOf('?');
            if (queryAt >= 0) {
                query = rest.slice(queryAt + 1);
                rest = rest.slice(0, queryAt);
            }
            const scheme = /^https?:/i.exec(rest);
            if (scheme === null) {
                if (base === undefined || /^[a-z][a-z0-9+.-]*:/i.test(rest)) throw invalidUrl(text);
                const from = base instanceof URL ? base : new URL(base);
                this.#protocol = from.#protocol;
                this.#host = from.#host;
                if (rest.startsWith('//')) {
                    rest = this.#takeHost(rest.slice(2), text);
                } else if (rest === '') {
                    rest = from.#pathname;
                    if (query === null) this.#search = from.#search;
                } else if (rest[0] !== '/') {
                    rest = from.#pathname.slice(0, from.#pathname.lastIndexOf('/') + 1) + rest;
                }
            } else {
                this.#protocol = scheme[0].toLowerCase();
                let at = scheme[0].length;
                while (rest[at] === '/' || rest[at] === '\\') at++;
                rest = this.#takeHost(rest.slice(at), text);
            }
            this.#pathname = known ? rest : removeDots(escapePart(rest.replaceAll('\\', '/'), IN_PATH));
            if (query) this.#search = '?' + (known ? query : escapePart(query, IN_QUERY));
        }

        // Takes the authority off the front of `rest`, which the query and the hash have left already.
        #takeHost(rest, text) {
            let end = rest.indexOf('/');
            const back = rest.indexOf('\\');
            if (back >= 0 && (end < 0 || back < end)) end = back;
            let host = (end < 0 ? rest : rest.slice(0, end)).toLowerCase();
            const standard = this.#protocol === 'https:' ? ':443' : ':80';
            if (host.endsWith(standard)) host = host.slice(0, -standard.length);
            else if (host.endsWith(':')) host = host.slice(0, -1);
            const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(?::(\d{1,5}))?$/.exec(host);
            if (parts === null || Number(parts[2]) > 65535) throw invalidUrl(text);
            if (/(^|\.)(\d+|0x[0-9a-f]*)\.?$/.test(parts[1]) && !/^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(parts[1])) {
                throw new TypeError('The simulator has IPv4 addresses of four decimal numbers only: ' + text);
            }
            this.#host = host;
            return end < 0 ? '/' : rest.slice(end);
        }

        static canParse(text, base) {
            try {
                new URL(text, base);
                return true;
            } catch {
                return false;
            }
        }

        static parse(text, base) {
            try {
                return new URL(text, base);
            } catch {
                return null;
            }
        }

        get href() {
            return this.#protocol + '//' + this.#host + this.#pathname + this.#search + this.#hash;
        }
        set href(value) {
            const other = new URL(value);
            this.#protocol = other.#protocol;
            this.#host = other.#host;
            this.#pathname = other.#pathname;
            this.#hash = other.#hash;
            this.search = other.#search;
        }
        get origin() {
            return this.#protocol + '//' + this.#host;
        }
        get protocol() {
            return this.#protocol;
        }
        set protocol(value) {
            const name = String(value).replace(/:.*$/, '').toLowerCase() + ':';
            if (name === 'http:' || name === 'https:') this.#protocol = name;
        }
        get username() {
            return '';
        }
        get password() {
            return '';
        }
        get host() {
            return this.#host;
        }
        set host(value) {
            this.#takeHost(String(value), String(value));
        }
        get hostname() {
            return this.#host.replace(/:\d+$/, '');
        }
        set hostname(value) {
            this.#takeHost(String(value) + (this.port === '' ? '' : ':' + this.port), String(value));
        }
        get port() {
            const found = /:(\d+)$/.exec(this.#host);
            return found === null ? '' : found[1];
        }
        set port(value) {
            this.#takeHost(this.hostname + ':' + value, String(value));
        }
        get pathname() {
            return this.#pathname;
        }
        set pathname(value) {
            value = String(value);
            this.#pathname = removeDots(escapePart(value[0] === '/' ? value : '/' + value, IN_PATH));
        }
        get search() {
            return this.#search;
        }
        set search(value) {
            value = String(value);
            if (value[0] === '?') value = value.slice(1);
            this.#search = value === '' ? '' : '?' + escapePart(value, IN_QUERY);
            if (this.#params !== null) reload(this.#params, this.#search);
        }
        get hash() {
            return this.#hash;
        }
        set hash(value) {
            value = String(value);
            if (value[0] === '#') value = value.slice(1);
            this.#hash = value === '' ? '' : '#' + escapePart(value, IN_HASH);
        }
        get searchParams() {
            if (this.#params === null) {
                this.#params = new URLSearchParams(this.#search);
                watch(this.#params, query => {
                    this.#search = query === '' ? '' : '?' + query;
                });
            }
            return this.#params;
        }
        toString() {
            return this.href;
        }
        toJSON() {
            return this.href;
        }
    }

    function formDecode(text) {
        if (text.indexOf('+') >= 0) text = text.replaceAll('+', ' ');
        if (text.indexOf('%') < 0) return text;
        try {
            return decodeURIComponent(text);
        } catch {
            const units = encodeAll(text.toWellFormed()).replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
            return lenientDecode(Uint8Array.from(units, unit => unit.charCodeAt(0)));
        }
    }

    const formEncode = text => encodeURIComponent(text.toWellFormed()).replace(/%20|[!'()~]/g, c => c === '%20' ? '+' : hex(c.charCodeAt(0)));

    class URLSearchParams {
        #pairs = [];
        #changed = null; // Of the owning URL.

        static {
            watch = (params, changed) => void (params.#changed = changed);
            reload = (params, text) => {
                params.#pairs = [];
                params.#parse(text);
            };
        }

        constructor(init = '') {
            if (typeof init === 'object' && init !== null) {
                if (typeof init[Symbol.iterator] !== 'function') init = Object.entries(init);
                for (const pair of init) {
                    const [name, value, ...more] = pair;
                    if (more.length > 0 || value === undefined) throw new TypeError('Invalid URL search params sequence.');
                    this.#pairs.push([String(name), String(value)]);
                }
            } else {
                this.#parse(String(init));
            }
        }

        #parse(text) {
            if (text[0] === '?') text = text.slice(1);
            if (text === '') return;
            for (const part of text.split('&')) {
                if (part === '') continue;
                const at = part.indexOf('=');
                this.#pairs.push(at < 0 ? [formDecode(part), ''] : [formDecode(part.slice(0, at)), formDecode(part.slice(at + 1))]);
            }
        }

        #update() {
            if (this.#changed !== null) this.#changed(this.toString());
        }
        get size() {
            return this.#pairs.length;
        }
        get(name) {
            name = String(name);
            for (const pair of this.#pairs) if (pair[0] === name) return pair[1];
            return null;
        }
        getAll(name) {
            name = String(name);
            return this.#pairs.filter(pair => pair[0] === name).map(pair => pair[1]);
        }
        has(name, value) {
            name = String(name);
            return this.#pairs.some(pair => pair[0] === name && (value === undefined || pair[1] === String(value)));
        }
        append(name, value) {
            this.#pairs.push([String(name), String(value)]);
            this.#update();
        }
        set(name, value) {
            name = String(name);
            const at = this.#pairs.findIndex(pair => pair[0] === name);
            if (at < 0) this.#pairs.push([String(name), String(value)]);
            else this.#pairs = this.#pairs.filter((pair, i) => i <= at || pair[0] !== name);
            if (at >= 0) this.#pairs[at] = [String(name), String(value)];
            this.#update();
        }
        delete(name, value) {
            name = String(name);
            this.#pairs = this.#pairs.filter(pair => pair[0] !== name || (value !== undefined && pair[1] !== String(value)));
            this.#update();
        }
        sort() {
            this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
            this.#update();
        }
        forEach(visit, self) {
            for (const [name, value] of this.#pairs) visit.call(self, value, name, this);
        }
        *entries() {
            for (const pair of this.#pairs) yield [pair[0], pair[1]];
        }
        *keys() {
            for (const pair of this.#pairs) yield pair[0];
        }
        *values() {
            for (const pair of this.#pairs) yield pair[1];
        }
        [Symbol.iterator]() {
            return this.entries();
        }
        toString() {
            return this.#pairs.map(pair => formEncode(pair[0]) + '=' + formEncode(pair[1])).join('&');
        }
    }

    const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

    // Between the values of set-cookie, the one name whose values stay apart; no value can have it.
    const APART = '\0';

    class Headers {
        // A Map of lower-case names, or the string from the host until somebody looks.
        #map;
        #isLocked = false; // What came over the network cannot be changed.

        static {
            flatHeaders = headers => headers.#flat();
            headersOfFlat = flat => {
                const headers = new Headers();
                headers.#map = flat;
                headers.#isLocked = true;
                return headers;
            };
            lock = headers => void (headers.#isLocked = true);
        }

        constructor(init) {
            if (init === undefined) {
                this.#map = '';
            } else if (typeof init !== 'object' || init === null) {
                throw new TypeError("Failed to construct 'Headers': constructor parameter 1 is not of type 'Headers or Sequence or object'.");
            } else if (init instanceof Headers) {
                this.#map = typeof init.#map === 'string' ? init.#map : new Map(init.#map);
            } else {
                this.#map = new Map();
                if (typeof init[Symbol.iterator] !== 'function') {
                    for (const [name, value] of Object.entries(init)) this.append(name, value);
                    return;
                }
                for (const pair of init) {
                    const both = [...pair];
                    if (both.length !== 2) {
                        throw new TypeError('To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.');
                    }
                    this.append(both[0], both[1]);
                }
            }
        }

        #change() {
            if (this.#isLocked) throw new TypeError("Can't modify immutable headers.");
            return this.#all();
        }

        #all() {
            if (typeof this.#map !== 'string') return this.#map;
            const map = new Map();
            if (this.#map !== '') {
                const parts = this.#map.split('\n');
                for (let i = 0; i < parts.length; i += 2) map.set(parts[i], parts[i + 1]);
            }
            return (this.#map = map);
        }

        #flat() {
            if (typeof this.#map === 'string') return this.#map;
            const parts = [];
            for (const [name, value] of this.#map) parts.push(name, value.replaceAll(APART, ', '));
            return parts.join('\n');
        }

        static #name(name) {
            const lower = String(name).toLowerCase();
            if (!NAME.test(lower)) throw new TypeError('Invalid header name.');
            return lower;
        }

        static #value(value) {
            const text = String(value).trim();
            if (/[\0\r\n]/.test(text)) throw new TypeError('Invalid header value.');
            return text;
        }

        get(name) {
            const value = this.#all().get(Headers.#name(name));
            return value === undefined ? null : value.indexOf(APART) < 0 ? value : value.replaceAll(APART, ', ');
        }
        has(name) {
            return this.#all().has(Headers.#name(name));
        }
        set(name, value) {
            this.#change().set(Headers.#name(name), Headers.#value(value));
        }
        append(name, value) {
            const lower = Headers.#name(name);
            const all = this.#change();
            const before = all.get(lower);
            const text = Headers.#value(value);
            all.set(lower, before === undefined ? text : before + (lower === 'set-cookie' ? APART : ', ') + text);
        }
        delete(name) {
            this.#change().delete(Headers.#name(name));
        }
        getSetCookie() {
            const value = this.#all().get('set-cookie');
            return value === undefined ? [] : value.split(APART);
        }
        getAll(name) {
            if (String(name).toLowerCase() !== 'set-cookie') throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
            return this.getSetCookie();
        }
        forEach(visit, self) {
            for (const [name, value] of this) visit.call(self, value, name, this);
        }
        *entries() {
            const sorted = [...this.#all()].sort((a, b) => (a[0] < b[0] ? -1 : 1));
            for (const [name, value] of sorted) {
                if (value.indexOf(APART) < 0) yield [name, value];
                else for (const one of value.split(APART)) yield [name, one];
            }
        }
        *keys() {
            for (const [name] of this) yield name;
        }
        *values() {
            for (const [, value] of this) yield value;
        }
        [Symbol.iterator]() {
            return this.entries();
        }
    }

    // A body that stays on the host until it is read; what an unread or passed-on answer costs: nothing.
    class HostBody {
        constructor(id, signal = null) {
            this.id = id;
            this.signal = signal;
        }
    }

    const notOffered = what => new TypeError('The simulator does not offer ' + what);

    const LOCKED = 'This ReadableStream is currently locked to a reader,';
    const DISTURBED = 'This ReadableStream is disturbed (has already been read from), and cannot be used as a body.';

    // What `body` gives: a body to hand on to another Request or Response, or to be read, all of it in one part.
    class ReadableStream {
        #owner;
        #isLocked = false;
        #isOver = false;

        static {
            streamOwner = stream => {
                if (stream.#isLocked) throw new TypeError(LOCKED);
                return stream.#owner;
            };
        }

        constructor(owner) {
            if (!(owner instanceof Body)) throw notOffered('new ReadableStream');
            this.#owner = owner;
        }
        get locked() {
            return this.#isLocked || this.#owner.bodyUsed;
        }
        getReader(options) {
            if (options !== undefined && options !== null && options.mode !== undefined) throw notOffered('ReadableStream readers with a mode');
            if (this.locked) throw new TypeError('This ReadableStream is currently locked to a reader.');
            this.#isLocked = true;
            return new ReadableStreamDefaultReader(this, () => this.#next(), () => {
                this.#isLocked = false;
            });
        }
        async #next() {
            if (this.#isOver || this.#owner.bodyUsed) return { done: true, value: undefined };
            this.#isOver = true;
            const value = await this.#owner.bytes();
            return value.length === 0 ? { done: true, value: undefined } : { done: false, value };
        }
        async cancel() {
            if (this.#isLocked) throw new TypeError('This ReadableStream is currently locked to a reader.');
            takeBody(this.#owner);
        }
        tee() {
            if (this.locked) throw new TypeError('This ReadableStream is currently locked to a reader.');
            const content = takeBody(this.#owner);
            return [new ReadableStream(new Body(content)), new ReadableStream(new Body(content))];
        }
        pipeTo() {
            throw notOffered('ReadableStream.pipeTo');
        }
        pipeThrough() {
            throw notOffered('ReadableStream.pipeThrough');
        }
        async *values() {
            const reader = this.getReader();
            for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
        }
        [Symbol.asyncIterator]() {
            return this.values();
        }
    }

    class ReadableStreamDefaultReader {
        #stream;
        #next;
        #release;
        #closed;
        #close;

        constructor(stream, next, release) {
            if (!(stream instanceof ReadableStream) || next === undefined) throw notOffered('new ReadableStreamDefaultReader');
            this.#stream = stream;
            this.#next = next;
            this.#release = release;
            this.#closed = new Promise(resolve => {
                this.#close = resolve;
            });
        }
        get closed() {
            return this.#closed;
        }
        async read() {
            if (this.#stream === null) throw new TypeError('This ReadableStream reader has been released.');
            const part = await this.#next();
            if (part.done) this.#close();
            return part;
        }
        releaseLock() {
            this.#stream = null;
            this.#release();
        }
        async cancel() {
            const stream = this.#stream;
            this.releaseLock();
            await stream.cancel();
        }
    }

    class Body {
        #content = null; // null, a string, a Uint8Array or a HostBody
        #used = false;
        #stream = null;

        static {
            takeBody = body => {
                if (body.#content === null) return null;
                if (body.#used) throw new TypeError('Body has already been used. It can only be used once. Use tee() first if you need to read it twice.');
                body.#used = true;
                return body.#content;
            };
            peekBody = body => {
                if (body.#used) throw new TypeError(LOCKED);
                return body.#content;
            };
            setContent = (body, content) => {
                body.#content = content;
                return body;
            };
        }

        constructor(content) {
            if (content === null || content === undefined) return;
            if (typeof content === 'string' || content instanceof Uint8Array || content instanceof HostBody) {
                this.#content = content;
            } else if (content instanceof ReadableStream) {
                const owner = streamOwner(content);
                if (owner.bodyUsed) throw new TypeError(DISTURBED);
                this.#content = takeBody(owner);
            } else {
                const bytes = bytesOf(content);
                this.#content = bytes === null ? String(content) : bytes;
            }
        }

        get body() {
            if (this.#content === null) return null;
            return this.#stream === null ? (this.#stream = new ReadableStream(this)) : this.#stream;
        }
        get bodyUsed() {
            return this.#used;
        }

        #read(asText) {
            let content;
            try {
                content = takeBody(this);
            } catch (e) {
                return Promise.reject(e);
            }
            if (content instanceof HostBody) {
                const signal = content.signal;
                if (signal !== null && signal.aborted) return Promise.reject(signal.reason);
                return ask(id => {
                    operations.push(READ, id, content.id, asText);
                    if (signal !== null) whenAborted(signal, () => fail(id, signal.reason));
                });
            }
            if (content === null) content = '';
            if (asText) return Promise.resolve(typeof content === 'string' ? content : new TextDecoder('utf-8', KEEP_MARK).decode(content));
            if (typeof content === 'string') content = new TextEncoder().encode(content);
            const whole = content.byteOffset === 0 && content.byteLength === content.buffer.byteLength;
            return Promise.resolve(whole ? content.buffer : content.slice().buffer);
        }

        arrayBuffer() {
            return this.#read(false);
        }
        bytes() {
            return this.#read(false).then(buffer => new Uint8Array(buffer));
        }
        text() {
            return this.#read(true);
        }
        json() {
            return this.#read(true).then(text => JSON.parse(text));
        }
        blob() {
            return Promise.reject(notOffered('blob()'));
        }
        formData() {
            return Promise.reject(notOffered('formData()'));
        }
    }

    function contentType(headers, body) {
        if (typeof body === 'string') {
            if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
        } else if (body instanceof URLSearchParams && !headers.has('content-type')) {
            headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
        }
    }

    class Request extends Body {
        #method;
        #url;
        #headers;
        #redirect;
        #signal = null;
        #incoming = false;

        static {
            isIncoming = request => request.#incoming;
            signalOf = request => request.#signal;
            markIncoming = (request, headers) => {
                request.#incoming = true;
                request.#redirect = 'manual';
                request.#headers = headersOfFlat(headers);
                return request;
            };
        }

        constructor(input, init = {}) {
            const from = input instanceof Request ? input : null;
            super(init.body !== undefined ? init.body : from === null ? null : takeBody(from));
            this.#url = from === null ? requestUrl(input) : from.#url;
            const method = String(init.method || (from === null ? 'GET' : from.#method));
            this.#method = method.toUpperCase();
            if (!METHODS.includes(this.#method)) throw new TypeError('Invalid HTTP method string: ' + method);
            this.#headers = new Headers(init.headers !== undefined ? init.headers : from === null ? undefined : from.#headers);
            this.#redirect = init.redirect || (from === null ? 'follow' : from.#redirect);
            if (this.#redirect !== 'follow' && this.#redirect !== 'manual') {
                throw new TypeError('Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it '
                    + 'does not make sense at the edge; use "manual" and check the response status code).');
            }
            this.#incoming = from !== null && from.#incoming;
            if (init.signal !== undefined) this.#signal = init.signal;
            else if (from !== null) this.#signal = from.#signal;
            if (init.body !== undefined && init.body !== null) {
                if (this.#method === 'GET' || this.#method === 'HEAD') throw new TypeError('Request with a GET or HEAD method cannot have a body.');
                contentType(this.#headers, init.body);
            }
        }

        get method() {
            return this.#method;
        }
        get url() {
            return this.#url;
        }
        get headers() {
            return this.#headers;
        }
        get redirect() {
            return this.#redirect;
        }
        get signal() {
            return this.#signal === null ? (this.#signal = new AbortController().signal) : this.#signal;
        }
        get cf() {
            return this.#incoming ? NO_PROPERTIES : undefined;
        }
        clone() {
            const copy = new Request(this.#url, { method: this.#method, headers: this.#headers, redirect: this.#redirect });
            copy.#incoming = this.#incoming;
            if (this.#incoming) lock(copy.#headers);
            return shareBody(copy, this);
        }
    }

    const METHODS = [
        'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PURGE', 'TRACE', 'COPY', 'LOCK', 'MKCOL', 'MOVE', 'PROPFIND', 'PROPPATCH',
        'SEARCH', 'UNLOCK', 'ACL', 'REPORT', 'MKACTIVITY', 'CHECKOUT', 'MERGE', 'MSEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE',
    ];

    function requestUrl(input) {
        try {
            return new URL(input).href;
        } catch (e) {
            if (/^[a-z][a-z0-9+.-]*:/i.test(input) && !/^https?:/i.test(input)) throw new TypeError('Fetch API cannot load: ' + input);
            throw e.message === 'Invalid URL string.' ? new TypeError('Invalid URL: ' + input) : e;
        }
    }

    const NO_PROPERTIES = Object.freeze({});

    // `copy` with the same content as `original`: content never changes, so the two may share it.
    function shareBody(copy, original) {
        const content = peekBody(original);
        return content === null ? copy : setContent(copy, content);
    }

    class Response extends Body {
        #status;
        #statusText;
        #headers;
        #url = '';
        #redirected = false;
        #type = 'default';

        static {
            answerOf = (url, redirected, status, headers, body) => {
                const response = new Response(body, { status: 200 });
                response.#status = status;
                response.#headers = headersOfFlat(headers);
                response.#url = url;
                response.#redirected = redirected;
                return response;
            };
        }

        constructor(body, init = {}) {
            if (typeof init !== 'object' || init === null) {
                throw new TypeError("Failed to construct 'Response': constructor parameter 2 is not of type 'InitializerDict or Response'.");
            }
            super(body);
            const status = init.status === undefined ? 200 : Number(init.status);
            if (!(status >= 200 && status <= 599)) {
                throw new RangeError('Responses may only be constructed with status codes in the range 200 to 599, inclusive.');
            }
            if (body !== null && body !== undefined && (status === 204 || status === 205 || status === 304)) {
                throw new TypeError('Response with null body status (101, 204, 205, or 304) cannot have a body.');
            }
            this.#status = Math.trunc(status);
            this.#statusText = init.statusText === undefined ? '' : String(init.statusText);
            this.#headers = new Headers(init.headers);
            contentType(this.#headers, body);
        }

        static json(value, init = {}) {
            const response = new Response(String(JSON.stringify(value)), { ...init, headers: undefined });
            response.#headers = new Headers(init.headers);
            if (!response.#headers.has('content-type')) response.#headers.set('content-type', 'application/json');
            return response;
        }

        static redirect(url, status = 302) {
            if (![301, 302, 303, 307, 308].includes(status)) {
                throw new RangeError(status + ' is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.');
            }
            const target = URL.parse(url);
            if (target === null) throw new TypeError('Unable to parse URL: ' + url);
            const response = new Response(null, { status, headers: { location: target.href } });
            lock(response.#headers);
            return response;
        }

        static error() {
            const response = new Response(null);
            response.#status = 0;
            response.#type = 'error';
            return response;
        }

        get status() {
            return this.#status;
        }
        get ok() {
            return this.#status >= 200 && this.#status < 300;
        }
        get statusText() {
            return this.#statusText;
        }
        get headers() {
            return this.#headers;
        }
        get url() {
            return this.#url;
        }
        get redirected() {
            return this.#redirected;
        }
        get type() {
            return this.#type;
        }
        get webSocket() {
            return null;
        }
        clone() {
            const copy = new Response(null, { status: this.#status, statusText: this.#statusText, headers: this.#headers });
            copy.#url = this.#url;
            copy.#redirected = this.#redirected;
            return shareBody(copy, this);
        }
    }

    function ask(register) {
        const id = nextId++;
        return new Promise((resolve, reject) => {
            waiting.set(id, { resolve, reject });
            register(id);
        });
    }

    // Ends the turn for good: `stop` has V8 terminate the execution, which no `catch` of the snippet sees.
    function end(code) {
        stop(code);
        for (;;);
    }

    function fetch(input, init) {
        if (phase === LOADING) throw new Error('Disallowed operation called within global scope: fetch');
        if (phase === OVER) return new Promise(() => {});
        let request, content;
        try {
            request = input instanceof Request && init === undefined ? input : new Request(input, init);
            content = takeBody(request);
        } catch (e) {
            return Promise.reject(e);
        }
        if (isIncoming(request)) {
            if (incomingFetched) end(ORIGIN_TWICE);
            incomingFetched = true;
        }
        const signal = signalOf(request);
        if (signal !== null && signal.aborted) return Promise.reject(signal.reason);
        if (subrequestsLeft === 0) end(SUBREQUESTS);
        subrequestsLeft--;
        return ask(id => {
            operations.push(FETCH, id, request.method, request.url, request.redirect, flatHeaders(request.headers), content);
            if (signal !== null) {
                signals.set(id, signal);
                whenAborted(signal, () => fail(id, signal.reason));
            }
        });
    }

    // The exceptions with a legacy code that this file throws or that snippets make.
    const EXCEPTION_CODES = {
        InvalidCharacterError: 5, NotSupportedError: 9, InvalidStateError: 11, SyntaxError: 12, TypeMismatchError: 17, AbortError: 20,
        QuotaExceededError: 22, TimeoutError: 23, DataCloneError: 25,
    };

    class DOMException extends Error {
        static {
            Object.entries({ NOT_SUPPORTED: 9, SYNTAX: 12, TYPE_MISMATCH: 17, ABORT: 20, QUOTA_EXCEEDED: 22, TIMEOUT: 23, DATA_CLONE: 25 })
                .forEach(([name, code]) => Object.defineProperty(this, name + '_ERR', { value: code, enumerable: true }));
        }

        #name;

        constructor(message = '', name = 'Error') {
            super(message);
            this.#name = String(name);
        }
        get name() {
            return this.#name;
        }
        get code() {
            return Object.hasOwn(EXCEPTION_CODES, this.#name) ? EXCEPTION_CODES[this.#name] : 0;
        }
    }

    class Event {
        #type;
        target = null;
        currentTarget = null;
        defaultPrevented = false;

        constructor(type) {
            if (arguments.length === 0) throw wrongParameter('Event', 'Event', 1, 'string');
            this.#type = String(type);
        }
        get type() {
            return this.#type;
        }
        preventDefault() {
            this.defaultPrevented = true;
        }
    }

    class EventTarget {
        #listeners = []; // Of type, function, whether it hears one event only.

        addEventListener(type, listener, options) {
            if (typeof listener !== 'function' && typeof listener !== 'object') throw wrongParameter('addEventListener', 'EventTarget', 2, 'EventHandler');
            const isOnce = typeof options === 'object' && options !== null && !!options.once;
            if (listener !== null && !this.#listeners.some(known => known.type === type && known.listener === listener)) {
                this.#listeners.push({ type: String(type), listener, isOnce });
            }
        }
        removeEventListener(type, listener) {
            this.#listeners = this.#listeners.filter(known => known.type !== type || known.listener !== listener);
        }
        dispatchEvent(event) {
            event.target = event.currentTarget = this;
            for (const { type, listener, isOnce } of [...this.#listeners]) {
                if (type !== event.type) continue;
                if (isOnce) this.removeEventListener(type, listener);
                if (typeof listener === 'function') listener.call(this, event);
                else listener.handleEvent(event);
            }
            return !event.defaultPrevented;
        }
    }

    // What only this file can show.
    const KEY = Symbol('platform');
    let whenAborted, abort, newSignal;

    class AbortSignal extends EventTarget {
        #reason = undefined;
        #aborted = false;
        #inner = []; // What this file does then.
        onabort = null;

        static {
            newSignal = () => new AbortSignal(KEY);
            whenAborted = (signal, listener) => signal.#inner.push(listener);
            abort = (signal, reason) => {
                if (signal.#aborted) return;
                signal.#aborted = true;
                signal.#reason = reason === undefined ? new DOMException('The operation was aborted', 'AbortError') : reason;
                for (const listener of signal.#inner) listener();
                signal.#inner = [];
                const event = new Event('abort');
                signal.dispatchEvent(event);
                if (typeof signal.onabort === 'function') signal.onabort(event);
            };
        }

        constructor(key) {
            if (key !== KEY) throw new TypeError('Illegal constructor');
            super();
        }

        static abort(reason) {
            const signal = newSignal();
            abort(signal, reason);
            return signal;
        }
        static any(signals) {
            const signal = newSignal();
            for (const other of signals) {
                if (other.aborted) abort(signal, other.reason);
                else whenAborted(other, () => abort(signal, other.reason));
            }
            return signal;
        }
        static timeout(delay) {
            const signal = newSignal();
            setTimeout(() => abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay);
            return signal;
        }
        get aborted() {
            return this.#aborted;
        }
        get reason() {
            return this.#reason;
        }
        throwIfAborted() {
            if (this.#aborted) throw this.#reason;
        }
    }

    class AbortController {
        #signal = newSignal();

        get signal() {
            return this.#signal;
        }
        abort(reason) {
            abort(this.#signal, reason);
        }
    }

    // Names in lower case, and lengths in bytes; the host knows them by their place here.
    const DIGESTS = ['md5', 'sha-1', 'sha-256', 'sha-384', 'sha-512'], DIGEST_BYTES = [16, 20, 32, 48, 64];
    const RANDOM_QUOTA = 65536;
    const ILLEGAL_INVOCATION = 'Illegal invocation: function called with incorrect `this` reference. '
        + 'See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.';

    class SubtleCrypto {
        constructor() {
            if (crypto !== undefined) throw new TypeError('Illegal constructor');
        }

        // The bytes are hashed at once and where they are; the promise is kept one microtask later, as in workerd.
        digest(algorithm, data) {
            if (this !== crypto.subtle) throw new TypeError(ILLEGAL_INVOCATION);
            try {
                if (algorithm === undefined || algorithm === null) throw wrongParameter('digest', 'SubtleCrypto', 1, 'string or HashAlgorithm');
                const bytes = bytesOf(data);
                if (bytes === null) throw wrongParameter('digest', 'SubtleCrypto', 2, 'BufferSource');
                const name = typeof algorithm === 'object' || typeof algorithm === 'function' ? algorithm.name : algorithm;
                const at = DIGESTS.indexOf(`${name}`.toLowerCase());
                if (at < 0) throw new DOMException('Unrecognized or unimplemented digest algorithm requested.', 'NotSupportedError');
                const result = new ArrayBuffer(DIGEST_BYTES[at]);
                const own = bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice();
                // No host can see a buffer without bytes; the other one has some, and none of them are read.
                hash(at, own.length === 0 ? result : own.buffer, own.byteOffset, own.length, result);
                return Promise.resolve().then(() => result);
            } catch (e) {
                return Promise.reject(e);
            }
        }
    }

    for (const name of ['encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'wrapKey', 'unwrapKey']) {
        SubtleCrypto.prototype[name] = () => Promise.reject(notOffered('crypto.subtle.' + name));
    }
    SubtleCrypto.prototype.timingSafeEqual = () => {
        throw notOffered('crypto.subtle.timingSafeEqual');
    };

    class Crypto {
        #subtle = new SubtleCrypto();

        constructor() {
            if (crypto !== undefined) throw new TypeError('Illegal constructor');
        }
        get subtle() {
            return this.#subtle;
        }

        #require(what) {
            if (phase === LOADING) throw new Error('Disallowed operation called within global scope: ' + what);
        }

        getRandomValues(array) {
            this.#require('crypto.getRandomValues');
            if (!ArrayBuffer.isView(array)) throw wrongParameter('getRandomValues', 'Crypto', 1, 'ArrayBufferView');
            if (!/^(Big)?(Ui|I)nt\d+(Clamped)?Array$/.test(typeName.call(array))) {
                throw new DOMException('ArrayBufferView argument to getRandomValues() must be an integer-typed view.', 'TypeMismatchError');
            }
            const bytes = bytesOf(array);
            if (bytes.length > RANDOM_QUOTA) {
                throw new DOMException(`getRandomValues() only accepts buffers of size <= 64K but provided ${bytes.length} bytes.`, 'QuotaExceededError');
            }
            if (bytes.length === 0) return array;
            if (bytes.buffer instanceof ArrayBuffer) draw(bytes.buffer, bytes.byteOffset, bytes.length);
            else bytes.set(this.getRandomValues(new Uint8Array(bytes.length)));
            return array;
        }

        randomUUID() {
            this.#require('crypto.randomUUID');
            const bytes = new Uint8Array(16);
            draw(bytes.buffer, 0, 16);
            bytes[6] = (bytes[6] & 0x0f) | 0x40;
            bytes[8] = (bytes[8] & 0x3f) | 0x80;
            const digits = bytes.toHex();
            return digits.slice(0, 8) + '-' + digits.slice(8, 12) + '-' + digits.slice(12, 16) + '-' + digits.slice(16, 20) + '-' + digits.slice(20);
        }
    }

    // The name of a typed array's class, undefined for a DataView; nothing that a snippet does changes what it answers.
    const typeName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

    const wrongParameter = (method, owner, place, type) =>
        new TypeError(`Failed to execute '${method}' on '${owner}': parameter ${place} is not of type '${type}'.`);

    let crypto;
    crypto = new Crypto();

    class Cache {
        #name;

        constructor(name) {
            this.#name = name;
        }

        // One call, after the rules that reject it at once.
        #call(action, key, response) {
            if (phase === LOADING) throw new Error('Disallowed operation called within global scope: caches');
            if (phase === OVER) return new Promise(() => {});
            let request, status = 200, headers = '', content = null;
            try {
                request = key instanceof Request ? key : new Request(key);
                if (action === PUT) {
                    status = response.status;
                    headers = flatHeaders(response.headers);
                    content = takeBody(response);
                }
            } catch (e) {
                return Promise.reject(e);
            }
            if (isCacheCounted) {
                if (subrequestsLeft === 0) end(SUBREQUESTS);
                subrequestsLeft--;
            }
            return ask(id =>
                operations.push(CACHE, id, isCacheCounted, action, this.#name, request.method, request.url, flatHeaders(request.headers), status, headers, content));
        }

        match(key, options) {
            if (key instanceof Request && key.method !== 'GET' && !(options && options.ignoreMethod)) return Promise.resolve(undefined);
            return this.#call(MATCH, key);
        }
        put(key, response) {
            return this.#call(PUT, key, response);
        }
        delete(key, options) {
            if (key instanceof Request && key.method !== 'GET' && !(options && options.ignoreMethod)) return Promise.resolve(false);
            return this.#call(DELETE, key);
        }
    }

    const caches = Object.freeze({ default: new Cache('default'), open: name => Promise.resolve(new Cache('named ' + name)) });

    const timers = new Map();

    const millis = delay => Math.min(Math.max(0, Math.trunc(Number(delay) || 0)), 0x7fffffff);
    const GLOBAL = 'ServiceWorkerGlobalScope';

    function setTimeout(callback, delay = 0, ...args) {
        if (typeof callback !== 'function') throw wrongParameter('setTimeout', GLOBAL, 1, 'function');
        if (phase === LOADING) throw new Error('Disallowed operation called within global scope: setTimeout');
        const id = nextId++;
        if (phase === SERVING) {
            timers.set(id, () => callback(...args));
            operations.push(TIMER, id, millis(delay));
        }
        return id;
    }

    // Each time is an operation of its own; `intervals` leads from the id that the snippet has to that of the next time.
    const intervals = new Map();

    function setInterval(callback, delay = 0, ...args) {
        if (typeof callback !== 'function') throw wrongParameter('setInterval', GLOBAL, 1, 'function');
        const first = setTimeout(() => tick(), delay);
        const tick = () => {
            intervals.set(first, setTimeout(() => tick(), Math.max(1, millis(delay))));
            callback(...args);
        };
        intervals.set(first, first);
        return first;
    }

    function clearTimer(id) {
        timers.delete(intervals.has(id) ? intervals.get(id) : id);
        intervals.delete(id);
    }

    function queueMicrotask(callback) {
        if (typeof callback !== 'function') throw wrongParameter('queueMicrotask', GLOBAL, 1, 'function');
        Promise.resolve().then(() => callback());
    }

    const uncloneable = what => new DOMException(what + ' could not be cloned.', 'DataCloneError');

    function structuredClone(value, options) {
        if (arguments.length === 0) throw wrongParameter('structuredClone', GLOBAL, 1, 'Value');
        const known = new Map();
        const transfer = options !== undefined && options !== null && options.transfer !== undefined ? [...options.transfer] : [];
        for (const buffer of transfer) {
            if (!(buffer instanceof ArrayBuffer) || buffer.detached) throw uncloneable(describeObject(buffer));
        }
        const result = cloneOf(value, known, new Set(transfer));
        for (const buffer of transfer) if (!buffer.detached) buffer.transfer();
        return result;
    }

    const describeObject = object => (typeof object === 'object' ? '#<' + (object.constructor ? object.constructor.name : 'Object') + '>' : String(object));

    function cloneOf(value, known, transfer) {
        if (typeof value === 'function' || typeof value === 'symbol') throw uncloneable(String(value));
        if (typeof value !== 'object' || value === null) return value;
        if (known.has(value)) return known.get(value);
        const keep = copy => {
            known.set(value, copy);
            return copy;
        };
        if (value instanceof Date) return keep(new RealDate(value.getTime()));
        if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
        if (value instanceof Boolean || value instanceof Number || value instanceof String || value instanceof BigInt) return keep(Object(value.valueOf()));
        if (value instanceof ArrayBuffer) {
            if (value.detached) throw uncloneable('#<ArrayBuffer>');
            return keep(transfer.has(value) ? value.transfer() : value.slice());
        }
        if (ArrayBuffer.isView(value)) {
            const length = value instanceof DataView ? value.byteLength : value.length, from = value.byteOffset;
            const buffer = cloneOf(value.buffer, known, transfer);
            return keep(new value.constructor(buffer, from, length));
        }
        if (value instanceof Map) {
            const copy = keep(new Map());
            for (const [name, item] of [...value]) copy.set(cloneOf(name, known, transfer), cloneOf(item, known, transfer));
            return copy;
        }
        if (value instanceof Set) {
            const copy = keep(new Set());
            for (const item of [...value]) copy.add(cloneOf(item, known, transfer));
            return copy;
        }
        if (value instanceof Error) {
            const isNative = value.name in NATIVE_ERRORS;
            const copy = keep(Object.create(NATIVE_ERRORS[isNative ? value.name : 'Error'].prototype));
            for (const name of ['message', 'stack']) {
                if (name in value) Object.defineProperty(copy, name, { value: String(value[name]), writable: true, configurable: true });
            }
            return copy;
        }
        if (!Array.isArray(value) && UNCLONEABLE.test(Object.prototype.toString.call(value))) throw uncloneable(describeObject(value));
        const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
        for (const name of Object.keys(value)) copy[name] = cloneOf(value[name], known, transfer);
        return copy;
    }

    const NATIVE_ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

    // What has no copy: objects of the engine and of this file. Objects of a class of the snippet's are copied as plain ones.
    const UNCLONEABLE = /^\[object (Weak|Promise|Generator|AsyncGenerator|SharedArrayBuffer|Request|Response|Headers|URL|Abort|ReadableStream|Cache|Crypto|Subtle|Text|Event)/;

    function atob(text) {
        let bytes;
        try {
            bytes = Uint8Array.fromBase64(`${text}`);
        } catch (e) {
            throw new DOMException('atob() called with invalid base64-encoded data. (Only whitespace, '
                + "'+', '/', alphanumeric ASCII, and up to two terminal '=' signs when the input data length is divisible by 4 are allowed.)", 'InvalidCharacterError');
        }
        return latin1(bytes);
    }

    function btoa(text) {
        const bytes = fromLatin1(`${text}`);
        if (bytes === null) throw new DOMException('btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range.', 'InvalidCharacterError');
        return bytes.toBase64();
    }

    function nothing() {}

    function log(...values) {
        if (logged >= LOG_LIMIT) return;
        const line = values.map(value => (typeof value === 'object' && value !== null && !(value instanceof Error) ? JSON.stringify(value) : String(value))).join(' ');
        logs.push(line.slice(0, LOG_LIMIT - logged));
        logged += line.length;
    }

    function describe(error) {
        try {
            return error instanceof Error ? String(error) : 'a thrown ' + typeof error + ': ' + String(error);
        } catch {
            return 'a thrown value that has no text';
        }
    }

    const NOT_OFFERED = [
        'Blob', 'ByteLengthQueuingStrategy', 'CompressionStream', 'CountQueuingStrategy', 'CryptoKey', 'CustomEvent', 'DecompressionStream', 'EventSource',
        'File', 'FixedLengthStream', 'FormData', 'HTMLRewriter', 'IdentityTransformStream', 'MessageChannel', 'MessageEvent', 'ReadableStreamBYOBReader',
        'TextDecoderStream', 'TextEncoderStream', 'TransformStream', 'URLPattern', 'WebSocket', 'WebSocketPair', 'WritableStream',
        'WritableStreamDefaultWriter', 'clearImmediate', 'reportError', 'setImmediate',
    ];

    function install(name, value) {
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    }

    const globals = {
        AbortController, AbortSignal, Cache, Crypto, DOMException, Event, EventTarget, Headers, ReadableStream, ReadableStreamDefaultReader, Request,
        Response, SubtleCrypto, TextDecoder, TextEncoder, URL, URLSearchParams, caches, crypto, fetch, setTimeout,
        self: globalThis,
        performance: Object.freeze({ now: () => now - startedAt, timeOrigin: 0 }),
        clearTimeout: id => clearTimer(id),
        clearInterval: id => clearTimer(id),
        queueMicrotask,
        setInterval,
        structuredClone,
        navigator: Object.freeze({ userAgent: 'Cloudflare-Workers' }),
        scheduler: Object.freeze({ wait: delay => new Promise(done => setTimeout(done, delay)) }),
        atob,
        btoa,
        console: {
            assert: (is, ...values) => is || log('Assertion failed', ...values),
            clear: nothing, count: nothing, countReset: nothing, debug: log, dir: log, dirxml: log, error: log, group: log, groupCollapsed: log,
            groupEnd: nothing, info: log, log, table: log, time: nothing, timeEnd: nothing, timeLog: nothing, trace: log, warn: log,
        },
    };
    for (const name in globals) {
        install(name, globals[name]);
        if (/^[A-Z]/.test(name)) Object.defineProperty(globals[name].prototype, Symbol.toStringTag, { value: name, configurable: true });
    }
    delete globalThis.WebAssembly;

    // What production has and the simulator has not: to ask for its type tells nothing, to use it names it.
    for (const name of NOT_OFFERED) {
        install(name, function () {
            throw notOffered(name);
        });
    }

    // This V8 is built without the tables of languages. What would answer otherwise than in production without a word is replaced.
    function replace(owner, name, method) {
        Object.defineProperty(owner, name, { value: method, writable: true, configurable: true, enumerable: false });
    }
    for (const [owner, names] of [
        [String, ['localeCompare']], [Number, ['toLocaleString']], [BigInt, ['toLocaleString']],
        [Date, ['toLocaleDateString', 'toLocaleString', 'toLocaleTimeString']],
    ]) {
        for (const name of names) {
            replace(owner.prototype, name, function () {
                throw notOffered(owner.name + '.prototype.' + name);
            });
        }
    }
    const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'];
    replace(String.prototype, 'normalize', function (form = 'NFC') {
        const text = String(this), at = FORMS.indexOf(`${form}`);
        if (at < 0) throw new RangeError('The normalization form should be one of NFC, NFD, NFKC, NFKD.');
        return /^[\0-\x7f]*$/.test(text) ? text : normalize(text, FORMS[at]);
    });

    // Time stands still between two events of the network, as in production.
    let startedAt = 0;
    const RealDate = Date;
    function FrozenDate(...parts) {
        if (new.target === undefined) return new RealDate(now).toString();
        return Reflect.construct(RealDate, parts.length === 0 ? [now] : parts, new.target);
    }
    Object.defineProperty(FrozenDate, 'name', { value: 'Date' });
    Object.defineProperty(FrozenDate, 'length', { value: 7 });
    FrozenDate.prototype = RealDate.prototype;
    FrozenDate.now = () => now;
    FrozenDate.parse = RealDate.parse;
    FrozenDate.UTC = RealDate.UTC;
    Object.defineProperty(RealDate.prototype, 'constructor', { value: FrozenDate, writable: true, configurable: true });
    install('Date', FrozenDate);

    // xoroshiro64*, Blackman and Vigna 2018: two 32-bit words of state, which is all that a replay needs.
    if (isSeeded) {
        let a = seedHigh | 1, b = seedLow;
        const next = () => {
            const result = Math.imul(a, 0x9e3779bb) >>> 0;
            b ^= a;
            a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
            b = (b << 13) | (b >>> 19);
            return result;
        };
        for (let i = 0; i < 8; i++) next();
        Math.random = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
    }

    // The host takes whole buffers, so a view is cut out here, outside the billed turn.
    function exportBody(content) {
        if (content instanceof HostBody) return content.id;
        if (!(content instanceof Uint8Array)) return content;
        return content.byteLength === content.buffer.byteLength ? content.buffer : content.slice().buffer;
    }

    const control = {
        // Starts a request: calls the handler with a Request and watches what becomes of its promise.
        begin(time, handler, method, url, headers, body, subrequests) {
            phase = SERVING;
            now = startedAt = time;
            const mine = ++requests;
            subrequestsLeft = subrequests;
            incomingFetched = false;
            incomingUrl = url;
            const request = markIncoming(new Request(url, { method }), headers);
            if (body >= 0) setContent(request, new HostBody(body));
            const failed = error => {
                if (mine === requests) outcome = [2, describe(error)];
            };
            const answered = response => {
                if (mine !== requests) return;
                if (!(response instanceof Response)) throw new TypeError('the handler did not return a Response');
                outcome = [1, response.status, flatHeaders(response.headers), takeBody(response)];
            };
            let promise;
            try {
                promise = handler.fetch(request);
            } catch (error) {
                failed(error);
                return;
            }
            Promise.resolve(promise).then(answered).catch(failed);
        },

        // An answer to the fetch `id` arrived.
        answer(id, left, time, url, redirected, status, headers, body) {
            subrequestsLeft = left;
            now = time;
            const signal = signals.size === 0 ? undefined : signals.get(id);
            settle(id, answerOf(url, redirected, status, headers, body < 0 ? null : new HostBody(body, signal)));
        },

        // The bytes or the text of a host body arrived.
        body(id, left, time, content) {
            subrequestsLeft = left;
            now = time;
            settle(id, content);
        },

        // The fetch or read `id` failed.
        failure(id, left, time, message) {
            subrequestsLeft = left;
            now = time;
            fail(id, new TypeError(message));
        },

        // The cache call `id` is done.
        cached(id, left, time, value) {
            subrequestsLeft = left;
            now = time;
            settle(id, value === null ? undefined : value);
        },

        // The module is about to be evaluated.
        clock(time) {
            now = startedAt = time;
        },

        // The timer `id` is due.
        tick(id, left, time) {
            subrequestsLeft = left;
            now = time;
            const callback = timers.get(id);
            timers.delete(id);
            if (callback !== undefined) callback();
        },

        // What the turn has led to: outcome, log lines, operations, in the order that TurnReport reads. Not billed.
        drain() {
            const state = outcome === null ? [0] : outcome[0] === 1 ? [1, outcome[1], outcome[2], exportBody(outcome[3])] : outcome;
            const cut = operations.map(value => exportBody(value));
            const result = [...state, logs.length, ...logs, ...cut];
            operations = [];
            logs = [];
            return result;
        },

        // Runs what nearly every snippet uses, so that its compilation is not billed to the first request.
        rehearse() {
            const url = new URL('https://rehearsal.invalid/a/b?c=d');
            url.searchParams.get('c');
            const request = new Request(url, { method: 'POST', headers: { range: 'bytes=0-1' }, body: 'x' });
            flatHeaders(request.headers);
            const answer = answerOf(url.href, false, 200, 'etag\n"x"', new HostBody(0));
            answer.headers.get('etag');
            new Response('x', { headers: { 'content-type': 'text/plain' } }).text();
            Response.json({ ok: answer.ok });
            new TextDecoder().decode(new TextEncoder().encode('x'));
            crypto.subtle.digest('SHA-256', new Uint8Array(1));
            phase = SERVING;
            subrequestsLeft = 1;
            fetch(url, { headers: { range: 'bytes=0-1' } });
            answer.arrayBuffer();
            control.drain();
            for (const id of [...waiting.keys()]) settle(id, answer);
            control.quiet();
            phase = LOADING;
        },

        // Ends the request, whatever of it still runs.
        quiet() {
            if (phase === SERVING) phase = OVER;
            requests++;
            waiting.clear();
            signals.clear();
            timers.clear();
            intervals.clear();
            operations = [];
            outcome = null;
            logs = [];
            logged = 0;
            incomingUrl = '';
        },
    };

    function settle(id, value) {
        const promise = waiting.get(id);
        waiting.delete(id);
        // An aborted fetch waits for nothing any more.
        if (promise !== undefined) promise.resolve(value);
    }

    function fail(id, reason) {
        const promise = waiting.get(id);
        waiting.delete(id);
        if (promise !== undefined) promise.reject(reason);
    }

    return control;
})
