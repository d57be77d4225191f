// Every read of LanceDB's client for Node, against the server at URL and against the same table opened locally:
// node contract.mjs URL FOLDER
import * as lancedb from "@lancedb/lancedb";
const url = process.argv[2], local = process.argv[3];
const db = await lancedb.connect("db://mydb", { apiKey: "test-key", hostOverride: url });
const ldb = await lancedb.connect(local);
let ok = 0, bad = 0;
console.log("checking", url);
const norm = (v) => v === null || v === undefined ? null : typeof v === "bigint" ? Number(v) : v?.toArray ? Array.from(v.toArray()) : v instanceof Float32Array ? Array.from(v) : v;
const rows = (a) => a.map((r) => Object.fromEntries(Object.keys(r.toJSON ? r.toJSON() : r).map((k) => [k, norm(r[k])])));
const same = (a, b, path = "") => {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a)) ? null : `${path}: ${a} v ${b}`;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b ? null : `${path}: ${JSON.stringify(a)} v ${JSON.stringify(b)}`;
  const ka = Object.keys(a), kb = Object.keys(b);
  if (ka.join() !== kb.join()) return `${path}: keys ${ka} v ${kb}`;
  for (const k of ka) { const d = same(a[k], b[k], path + "." + k); if (d) return d; }
  return null;
};
async function check(name, f) {
  let l, r, le, re;
  try { l = await f(lt, ldb); } catch (e) { le = e; }
  try { r = await f(rt, db); } catch (e) { re = e; }
  if (le && re) { ok++; console.log("both fail:", name, "|", String(le.message).slice(0, 100), "|", String(re.message).slice(0, 160)); return; }
  if (le || re) { bad++; console.log("DIFF", name, le ? "local fails " + le.message.slice(0, 200) : "", re ? "remote fails " + re.message.slice(0, 400) : ""); return; }
  const d = same(l, r, name);
  if (d) { bad++; console.log("DIFF", name, d, "\n   local ", JSON.stringify(l).slice(0, 300), "\n   remote", JSON.stringify(r).slice(0, 300)); } else { ok++; }
}
console.log(await db.tableNames());
const rt = await db.openTable("t3"), lt = await ldb.openTable("t3");
const q = [0.1, 0.2, 0.3, 0.4], q2 = [0.9, 0.1, 0.2, 0.7];
const A = async (x) => rows(await x.toArray());
// Rows of equal score may come in any order; what the client sends of a map is in the order of its names.
const scores = async (x) => (await A(x)).map((r) => r._score ?? r._relevance_score);
const sorted = async (x) => (await A(x)).map((r) => Object.fromEntries(Object.entries(r).sort((a, b) => (a[0] < b[0] ? -1 : 1))));
await check("count", (t) => t.countRows());
await check("count filter", (t) => t.countRows("id > 30 AND name LIKE 'hel%'"));
await check("schema", async (t) => (await t.schema()).fields.map((f) => f.name + ":" + f.type + ":" + f.nullable));
await check("scan", (t) => A(t.query().limit(20)));
await check("scan all", (t) => A(t.query()));
await check("scan where", (t) => A(t.query().where("id >= 5 AND name = 'x'").select(["id", "name"]).limit(7).offset(3)));
await check("scan select map", (t) => sorted(t.query().select({ id: "id", twice: "id * 2", n: "upper(name)" }).limit(5)));
await check("vector", (t) => A(t.vectorSearch(q).limit(10)));
for (const m of ["l2", "cosine", "dot"]) await check("bypass " + m, (t) => A(t.vectorSearch(q).distanceType(m).bypassVectorIndex().limit(7)));
for (const m of ["l2"]) await check("index " + m, (t) => A(t.vectorSearch(q).distanceType(m).nprobes(4).limit(7)));
await check("metric other than index", (t) => A(t.vectorSearch(q).distanceType("cosine").limit(7)));
await check("refine", (t) => A(t.vectorSearch(q).nprobes(2).refineFactor(5).limit(7)));
await check("prefilter", (t) => A(t.vectorSearch(q).where("id > 100").limit(7)));
await check("postfilter", (t) => A(t.vectorSearch(q).where("id > 100").postfilter().limit(50)));
await check("select", (t) => A(t.vectorSearch(q).select(["id"]).limit(4)));
await check("select distance", (t) => A(t.vectorSearch(q).select(["_distance", "id"]).limit(4)));
await check("select map", (t) => A(t.vectorSearch(q).select({ id2: "id + 1" }).limit(4)));
await check("rowid", (t) => A(t.vectorSearch(q).withRowId().limit(4)));
await check("range", (t) => A(t.vectorSearch(q).distanceRange(0.4, 0.8).limit(20)));
await check("range bypass", (t) => A(t.vectorSearch(q).distanceRange(0.4, 0.8).bypassVectorIndex().limit(20)));
await check("offset", (t) => A(t.vectorSearch(q).offset(5).limit(5)));
await check("fast", (t) => A(t.vectorSearch(q).fastSearch().withRowId().limit(9)).then((r) => r.map((x) => [x.id, x._distance, x._rowid])));
await check("min/max", (t) => A(t.vectorSearch(q).minimumNprobes(1).maximumNprobes(4).limit(9)));
await check("multi", (t) => A(t.vectorSearch(q).addQueryVector(q2).limit(3)));
await check("fts", (t) => scores(t.search("hello", "fts", "name").limit(5)));
await check("fts where", (t) => scores(t.search("hello", "fts", "name").where("id > 50").limit(5)));
await check("fts phrase", (t) => scores(t.query().fullTextSearch(new lancedb.PhraseQuery("hello x", "name")).limit(5)));
await check("fts match fuzzy", (t) => scores(t.query().fullTextSearch(new lancedb.MatchQuery("helo", "name", { fuzziness: 1 })).limit(5)));
await check("fts boost", (t) => scores(t.query().fullTextSearch(new lancedb.BoostQuery(new lancedb.MatchQuery("x", "name"), new lancedb.MatchQuery("hello", "name"), { negativeBoost: 0.3 })).limit(5)));
await check("fts multimatch", (t) => scores(t.query().fullTextSearch(new lancedb.MultiMatchQuery("hello", ["name"])).limit(5)));
await check("fts boolean", (t) => scores(t.query().fullTextSearch(new lancedb.BooleanQuery([[lancedb.Occur.Must, new lancedb.MatchQuery("x", "name")], [lancedb.Occur.MustNot, new lancedb.MatchQuery("hello", "name")]])).limit(5)));
await check("hybrid", (t) => scores(t.query().nearestTo(q).fullTextSearch("hello", { columns: ["name"] }).limit(3)));
await check("takeRowIds", (t) => A(t.takeRowIds([1, 2, 7])));
await check("takeOffsets", (t) => A(t.takeOffsets([1, 2, 305])));
await check("indices", async (t) => (await t.listIndices()).map((i) => [i.name, i.columns, i.indexType]).sort());
await check("index stats", async (t) => { const s = await t.indexStats("vector_idx"); return [s.numIndexedRows, s.numUnindexedRows, s.indexType, s.distanceType]; });
await check("no index stats", async (t) => (await t.indexStats("nope")) ?? null);
await check("versions", async (t) => (await t.listVersions()).map((v) => v.version));
await check("tags", async (t) => Object.entries(await (await t.tags()).list()).map(([k, v]) => [k, v.version]));
await check("checkout", async (t) => { await t.checkout(3); const n = await t.countRows(); const v = await t.version(); await t.checkoutLatest(); return [n, v]; });
await check("checkout tag", async (t) => { await t.checkout("v1"); const n = await t.countRows(); await t.checkoutLatest(); return n; });
await check("checkout nope", async (t) => { await t.checkout(99); const n = await t.countRows(); return n; });
await rt.checkoutLatest(); await lt.checkoutLatest();
await check("wrong dims", (t) => A(t.vectorSearch([1, 2]).limit(3)));
await check("bad filter", (t) => A(t.query().where("id >>> 3").limit(3)));
await check("unknown column", (t) => A(t.query().select(["nope"]).limit(3)));
await check("toArrow", async (t) => (await t.query().limit(5).toArrow()).schema.fields.map((f) => f.name + ":" + f.type));
await check("stats", async (t) => { const s = await t.stats(); return [s.numRows, s.numIndices, s.fragmentStats.numFragments]; });
for (const plan of [await rt.vectorSearch(q).limit(3).explainPlan(true), await rt.vectorSearch(q).limit(3).analyzePlan()]) {
  if (/IVF_PQ/.test(plan)) ok++; else { bad++; console.log("DIFF plan", plan); }
}
for (const [n, f] of [["add", () => rt.add([{ id: 1n, name: "z", vector: q }])], ["delete", () => rt.delete("id = 1")], ["update", () => rt.update({ where: "id = 1", values: { name: "q" } })], ["createIndex", () => rt.createIndex("id")], ["createTable", () => db.createTable("t9", [{ id: 1, vector: q }])], ["dropTable", () => db.dropTable("t3")], ["openTable missing", () => db.openTable("missing")]]) {
  try { await f(); console.log("WRITE PASSED", n); bad++; } catch (e) {
    const expected = n === "openTable missing" ? /not found/ : /read-only/;
    if (expected.test(e.message)) ok++; else { bad++; console.log("DIFF", n, e.message.slice(0, 300)); }
  }
}
console.log({ ok, bad });
process.exit(bad ? 1 : 0);
