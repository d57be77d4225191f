// The queries of ServerLoad through LanceDB's own library in Node, in process:
// node lancedb-load.mjs FOLDER TABLE queries.fvecs [connections=1,8,64] [seconds=10] [k=10] [nprobes=20] [refine=10] [columns=id,title]
// With recall=1 it prints recall@k of the first 200 queries against exact search, and of the rows of a server (url=http://...).
import * as lancedb from "@lancedb/lancedb";
import fs from "fs";

const [folder, table, file, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.map((o) => o.split("=")));
const k = +(options.k ?? 10);
const bytes = fs.readFileSync(file);
const vectors = [];
for (let at = 0; at < bytes.length; ) {
  const dims = bytes.readInt32LE(at);
  vectors.push(Float32Array.from({ length: dims }, (_, d) => bytes.readFloatLE(at + 4 + 4 * d)));
  at += 4 + 4 * dims;
}
const db = await lancedb.connect(options.url ? "db://load" : folder, options.url ? { apiKey: "none", hostOverride: options.url } : {});
const opened = await db.openTable(table);
const query = (v) => {
  let q = opened.vectorSearch(v).nprobes(+(options.nprobes ?? 20)).refineFactor(+(options.refine ?? 10)).limit(k);
  return options.columns ? q.select(options.columns.split(",")) : q;
};
if (options.recall) {
  let found = 0;
  for (const v of vectors.slice(0, 200)) {
    const ids = async (q) => new Set((await q.toArray()).map((r) => Number(r.id)));
    const truth = await ids(opened.vectorSearch(v).bypassVectorIndex().limit(k));
    for (const id of await ids(query(v))) found += truth.has(id) ? 1 : 0;
  }
  console.log(`recall@${k}=${(found / 200 / k).toFixed(4)} over 200 queries`);
} else {
  for (const connections of (options.connections ?? "1,8,64").split(",").map(Number)) {
    const times = [];
    let next = 0;
    const start = performance.now();
    const end = start + 1000 * +(options.seconds ?? 10);
    await Promise.all(Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const begin = performance.now();
        await query(vectors[next++ % vectors.length]).toArrow();
        times.push(performance.now() - begin);
      }
    }));
    const seconds = (performance.now() - start) / 1000;
    times.sort((a, b) => a - b);
    const p = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))].toFixed(2);
    console.log(`lancedb ${connections} in flight: qps=${(times.length / seconds).toFixed(0)} p50=${p(0.5)}ms p90=${p(0.9)}ms p99=${p(0.99)}ms max=${p(1)}ms answered=${times.length}`);
  }
}
process.exit(0);
