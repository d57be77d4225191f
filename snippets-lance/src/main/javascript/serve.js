// Requests and answers: the snippet's main module.
import { open } from './search.js';
import { packFilter } from './filter.js';
import { packReader, refuse } from './reader.js';
import { rehearse } from './rehearse.js';

const MAX_BODY = 65536;
const MAX_K = 100;

const JSON_TYPE = 'application/json';

// The numbers of the hits as f64, then JSON for the rest: docs/format/chain.md.
const FRAME_TYPE = 'application/x-evodb-hits';

const answer = (body, status, type) => new Response(body, { status, headers: { 'content-type': type } });

// `numbers` are row id and distance of hit after hit, `text` is the answer without them.
const frameOf = (numbers, text) => {
  const rest = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + 8 * numbers.length + rest.length);
  new Float64Array(bytes.buffer, 0, 1 + numbers.length).set([numbers.length / 2, ...numbers]);
  bytes.set(rest, 8 + 8 * numbers.length);
  return bytes;
};

const parseJson = (text, what) => {
  try {
    return JSON.parse(text);
  } catch {
    refuse(400, `${what} is not JSON`);
  }
};

// Everything that a request says, unchecked; the query string wins over a body, so that whoever forwards a request can add to it.
const readRequest = async (request) => {
  const given = new URL(request.url).searchParams;
  const asked = {};
  for (const name of ['k', 'nprobes', 'minScore']) {
    if (given.has(name)) {
      asked[name] = given.get(name).trim() ? +given.get(name) : NaN;
    }
  }
  if (given.has('payload')) {
    asked.payload = given.get('payload').split(',').filter((name) => name);
  }
  if (given.has('filter')) {
    asked.filter = parseJson(given.get('filter'), 'filter');
  }
  if (request.method === 'GET' && given.has('vector')) {
    asked.vector = given.get('vector').split(',').map((text) => (text.trim() ? +text : NaN));
  } else if (request.method === 'POST') {
    const isLong = +request.headers.get('content-length') > MAX_BODY;
    const body = isLong ? null : await request.arrayBuffer();
    if (isLong || body.byteLength > MAX_BODY) {
      refuse(413, `the body is longer than ${MAX_BODY} bytes`);
    }
    if (/json/.test(request.headers.get('content-type'))) {
      return Object.assign({}, parseJson(new TextDecoder().decode(body), 'the body'), asked);
    }
    // A length that is no number of floats is no vector of the pack's length.
    asked.vector = new Float32Array(body.byteLength % 4 ? 0 : body);
  } else {
    refuse(405, 'POST the vector as little-endian f32 or as JSON, or GET with vector=1,2,...');
  }
  return asked;
};

const vectorOf = (vector, dims) => {
  if (!vector || vector.length !== dims) {
    refuse(400, `vector needs ${dims} values`);
  }
  const floats = Float32Array.from(vector, (value) => (typeof value === 'number' ? value : NaN));
  const bad = floats.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    refuse(400, `vector value ${bad} is not finite`);
  }
  return floats;
};

const whole = (name, value, most) => {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    refuse(400, `${name} must be in 1..=${most}`);
  }
  return value;
};

// The payload text of a partition. `sections` are its rows and where offsets and text start.
const payloadOf = (bytes, sections, columns) => {
  const [rows, offsetsFrom, textFrom] = sections;
  const offsets = new Int32Array(bytes, offsetsFrom, rows * columns + 1);
  const text = (from, to) => new TextDecoder().decode(new Uint8Array(bytes, textFrom + from, to - from));
  return {
    rows,
    value: (row, column) => text(offsets[column * rows + row], offsets[column * rows + row + 1] - 1),
    column: (column) => (rows ? JSON.parse(`[${text(offsets[column * rows], offsets[(column + 1) * rows] - 1)}]`) : []),
  };
};

// What the platform calls with each request of a pack with these constants. Assigned, not exported: the build joins these
// modules to one, and a packer adds the constants and the export.
EVODB_SERVE = (config) => {
  const reader = packReader(open, config);
  const { columns } = config;
  if (config.rehearsals) {
    rehearse(open, config.dims, ['l2', 'cosine', 'dot'].indexOf(config.metric), config.rehearsals);
  }

  const search = async (request) => {
    const asked = await readRequest(request);
    const k = whole('k', asked.k ?? config.k, MAX_K);
    // 0: as many as the pack wants.
    const nprobes = asked.nprobes == null ? 0 : whole('nprobes', asked.nprobes, 255);
    const fields = asked.payload ?? columns;
    if (!Array.isArray(fields) || !fields.every((name) => columns.includes(name))) {
      refuse(400, `payload must name some of ${columns}`);
    }
    const minScore = asked.minScore ?? -Infinity;
    if (typeof minScore !== 'number' || Number.isNaN(minScore)) {
      refuse(400, 'minScore must be a number');
    }
    const used = new Set();
    const filter = asked.filter === undefined ? null : packFilter(asked.filter, columns, used, 1);
    const wasOpen = reader.isOpen();
    const pack = await reader.head();
    const vector = vectorOf(asked.vector, pack.dims);

    // Fewer partitions than asked for, rather than a request that the platform ends.
    const rows = (wasOpen ? config.rows : config.coldRows) || Infinity;
    const most = Math.min(config.subrequests - (wasOpen ? 0 : 1), Math.floor(rows / pack.partitionRows));
    const probes = new Int32Array(1 + 3 * Math.max(1, most));
    const searcher = pack.search.plan(vector, nprobes, k, probes);
    const wanted = probes[0];
    const probed = [];
    const parts = [];
    for (let i = 1; i < probes.length && i < 1 + 3 * wanted; i += 3) {
      probed.push(probes[i]);
      parts.push(reader.partition(pack, probes[i], probes[i + 1], probes[i + 2]));
    }
    const buffers = await Promise.all(parts);
    const payloads = filter || fields.length
      ? buffers.map((bytes) => payloadOf(bytes, pack.search.sections(bytes), columns.length)) : [];
    const matches = filter && payloads.map((payload) => {
      const values = {};
      for (const name of used) {
        values[name] = payload.column(columns.indexOf(name));
      }
      return Int8Array.from({ length: payload.rows }, (_, row) => filter(values, row));
    });
    const found = searcher.search(buffers, matches);
    const isFrame = request.headers.get('accept') === FRAME_TYPE;
    const numbers = [];
    const hits = [];
    for (let i = 1; i < found.length; i += 4) {
      const distance = found[i + 1];
      if ((config.metric === 'l2' ? 1 / (1 + distance) : 1 - distance) >= minScore) {
        const members = isFrame ? [] : [`"rowId":${found[i]},"distance":${distance}`];
        if (fields.length) {
          members.push(`"payload":{${fields.map((name) =>
            `${JSON.stringify(name)}:${payloads[found[i + 2]].value(found[i + 3], columns.indexOf(name))}`)}}`);
        }
        numbers.push(found[i], distance);
        hits.push(`{${members}}`);
      }
    }
    const text = `{"hits":[${isFrame && !fields.length ? '' : hits}],"nprobes":${probed.length},"rows":${found[0]},`
      + `"partitions":[${probed}],"truncated":${wanted > probed.length}}`;
    return isFrame ? answer(frameOf(numbers, text), 200, FRAME_TYPE) : answer(text, 200, JSON_TYPE);
  };

  return (request) => search(request).catch((refusal) => {
    // Anything else is a defect, not an answer: the runtime reports it as an uncaught exception.
    if (!refusal.status) {
      throw refusal;
    }
    return answer(JSON.stringify({ error: refusal.error, status: refusal.status }), refusal.status, JSON_TYPE);
  });
};
