// Makes the table that the recorded requests of clients speak of: t3, its copy tj, and a$b$tt.
import * as lancedb from "@lancedb/lancedb";
const out = process.argv[2];
const row = (i) => ({ id: BigInt(i), name: i % 3 === 0 ? "hello x" : i % 3 === 1 ? "x" : "world", vector: [i * 0.1, (i * 7 % 11) * 0.1, (i % 5) * 0.2, 1 - i * 0.01].map(Math.fround) });
import { Schema, Field, Int64, Utf8, Float32, FixedSizeList } from "apache-arrow";
const schema = new Schema([new Field("id", new Int64(), true), new Field("name", new Utf8(), true), new Field("vector", new FixedSizeList(4, new Field("item", new Float32(), true)), true)]);
const rows = (a, b) => lancedb.makeArrowTable(Array.from({ length: b - a }, (_, i) => row(a + i)), { schema });
const db = await lancedb.connect(out);
const t = await db.createTable("t3", rows(0, 30));
await t.add(rows(30, 60));
await t.add(rows(60, 300));
await t.createIndex("vector", { config: lancedb.Index.ivfPq({ numPartitions: 4, numSubVectors: 2, distanceType: "l2" }) });
await t.createIndex("name", { config: lancedb.Index.fts({ withPosition: true }) });
await t.createIndex("id", { config: lancedb.Index.btree() });
await t.add(rows(300, 310));
await (await t.tags()).create("v1", 3);
console.log(await t.version(), await t.countRows(), (await t.listIndices()).map((i) => i.name + ":" + i.indexType));
