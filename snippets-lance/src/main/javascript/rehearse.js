// Searches of a made-up pack while the module is evaluated: what a new isolate would pay for in its first requests.

const CELLS = 16;
const PARTITIONS = 256;
const ROWS = 512;

// Finite floats, codes of all kinds, row ids that differ: whatever its bytes are read as.
const madeUp = (bytes) => Float32Array.from({ length: Math.ceil(bytes / 4) }, (_, i) => 1 + i / 65536).buffer;

// Words are numbered as in docs/format/edge-pack.md.
const put = (buffer, words) => {
  const ints = new Int32Array(buffer);
  Object.entries(words).forEach(([at, value]) => {
    ints[at] = value;
  });
  return buffer;
};

// `open` is the compiled search, `metric` the number of the metric.
export const rehearse = (open, dims, metric, times) => {
  const pack = open(put(madeUp(4096 + 16 * dims + (dims / 2 + 4) * (CELLS + PARTITIONS)), {
    3: dims, 4: dims, 5: metric, 6: CELLS, 7: PARTITIONS, 12: 100, 13: 2, 14: 8, 15: 250, 16: 4, 17: 0, 18: 0, 28: 0,
  }), 0);
  const partition = put(madeUp(4096 + 4 * dims + (2 * dims + 32) * ROWS), { 11: ROWS, 12: 0 });
  for (let time = 0; time < times; time++) {
    const vector = Float32Array.from({ length: dims }, (_, d) => Math.sin(d + time));
    pack.plan(vector, 2, 10, new Int32Array(7)).search([partition, partition], null);
  }
};
