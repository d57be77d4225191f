// Writes the table of the server's load: 100,000 clustered vectors of 128 dims with an IVF_PQ index, and 1,000 queries:
// node load-table.mjs FOLDER makes FOLDER/load.lance and FOLDER/queries.fvecs
import * as lancedb from "@lancedb/lancedb";
import { Schema, Field, Int64, Float32, FixedSizeList, Utf8 } from "apache-arrow";
import fs from "fs";
// 1,000 centres, seeded.
let s = 12345; const rnd = () => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return s / 4294967296; };
const gauss = () => { let u = 0; for (let i = 0; i < 6; i++) u += rnd(); return (u - 3) / 0.7071; };
const D = 128, N = 100000, C = 1000;
const centres = Array.from({ length: C }, () => Float32Array.from({ length: D }, gauss));
const vec = () => { const c = centres[Math.floor(rnd() * C)]; return Float32Array.from(c, (x) => x + 0.7 * gauss()); };
const out = process.argv[2];
const db = await lancedb.connect(out);
const schema = new Schema([new Field("id", new Int64(), true), new Field("title", new Utf8(), true), new Field("vector", new FixedSizeList(D, new Field("item", new Float32(), true)), true)]);
let t;
for (let a = 0; a < N; a += 25000) {
  const rows = Array.from({ length: 25000 }, (_, i) => ({ id: BigInt(a + i), title: "row " + (a + i), vector: vec() }));
  const tb = lancedb.makeArrowTable(rows, { schema });
  if (t) await t.add(tb); else t = await db.createTable("load", tb);
}
await t.createIndex("vector", { config: lancedb.Index.ivfPq({ numPartitions: 316, numSubVectors: 16, distanceType: "l2" }) });
const Q = 1000, buf = Buffer.alloc(Q * (4 + D * 4));
for (let q = 0; q < Q; q++) { const v = vec(); buf.writeInt32LE(D, q * (4 + D * 4)); for (let i = 0; i < D; i++) buf.writeFloatLE(v[i], q * (4 + D * 4) + 4 + i * 4); }
fs.writeFileSync(out + "/queries.fvecs", buf);
console.log(await t.countRows(), (await t.listIndices()).map((i) => i.indexType));
