// Makes a table and records what LanceDB answers to full text queries of several clauses:
//   node clauses.mjs FOLDER
// writes FOLDER/clauses.lance and FOLDER/clauses.json. Needs @lancedb/lancedb and apache-arrow.
import * as fs from "node:fs";
import * as lancedb from "@lancedb/lancedb";
import { Field, Int32, Schema, Utf8 } from "apache-arrow";

const WORDS = ("amber basin cedar delta ember fjord grove harbor inlet jetty knoll lagoon marsh north ocean prairie quartz river "
  + "slope tundra upland valley willow yellow zenith brook cliff dunes estuary forest").split(" ");
let state = 12345;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return Math.floor((state / 4294967296) * below);
}
const pick = (list) => list[random(list.length)];
const word = () => WORDS[Math.floor(WORDS.length * (random(1e6) / 1e6) ** 2)];
const words = (least, most) => Array.from({ length: least + random(most - least + 1) }, word).join(" ");

const schema = new Schema([
  new Field("id", new Int32(), true),
  new Field("title", new Utf8(), true),
  new Field("body", new Utf8(), true),
  new Field("note", new Utf8(), true),
]);
const row = (id) => ({ id, title: words(1, 9), body: words(3, 30), note: random(5) === 0 ? null : words(1, 12) });
const rows = (from, to) =>
  lancedb.makeArrowTable(Array.from({ length: to - from }, (_, i) => row(from + i)), { schema });

const db = await lancedb.connect(process.argv[2]);
const table = await db.createTable("clauses", rows(0, 180));
const plain = { withPosition: true, stem: false, removeStopWords: false };
for (const column of ["title", "body", "note"]) {
  await table.createIndex(column, { config: lancedb.Index.fts(column === "title" ? plain : { withPosition: true }) });
}
await table.delete("id % 17 = 3");
const indexed = await table.version();
await table.add(rows(180, 200));
const appended = await table.version();

const COLUMNS = ["title", "body", "note"];
const match = (terms, column, more = {}) => ({ match: { terms, column, ...more } });
const phrase = (terms, column, slop = 0) => ({ phrase: { terms, column, slop } });
const bool = (should, must = [], mustNot = []) => ({ boolean: { should, must, must_not: mustNot } });
const boost = (positive, negative, factor) => ({ boost: { positive, negative, negative_boost: factor } });
const multi = (query, columns, boosts, operator) => ({ multi_match: { query, columns, boost: boosts, operator } });

const queries = [
  match("ocean", "title", { boost: 0 }),
  match("OCEAN", "title", { fuzziness: null }),
  match("ocen", "title", { fuzziness: null }),
  match("valleys", "body", { fuzziness: null }),
  ...[0, 1, 2, 3, 5].flatMap((slop) =>
    [["amber cedar", "body"], ["cedar amber", "body"], ["amber amber", "body"], ["basin delta", "title"]]
      .map(([terms, column]) => phrase(terms, column, slop))),
  phrase("amber cedar basin", "body"),
  boost(match("ocean", "title"), match("delta", "body")),
  boost(match("ocean", "title"), match("delta", "body"), 0),
  boost(match("ocean", "title"), match("delta", "body"), 5),
  boost(match("ocean", "title"), match("nowhere", "body"), 5),
  { words: "ocean" },
  { words: "ocean delta" },
  multi("ocean", COLUMNS),
  multi("ocean", ["title", "body"], [2, 0.5]),
  multi("ocean", ["title", "body"], [0, 1]),
  multi("ocean delta", COLUMNS, undefined, "And"),
  multi("ocean", ["title", "title"], [1, 2]),
  multi("", ["title", "body"]),
  bool([match("ocean", "title"), match("ocean", "title")]),
  bool([], [match("ocean", "title"), match("", "title")]),
  bool([], [match("ocean", "title"), match("nowhere", "title")]),
  bool([match("ocean", "title")], [], [match("delta", "body")]),
  bool([match("cedar", "title")], [match("ocean", "title")], [match("delta", "body")]),
  bool([boost(match("ocean", "title"), match("delta", "body"), 5), match("cedar", "title")]),
  bool([], [match("ocean", "title")], [boost(match("amber", "body"), match("delta", "body"), 50)]),
];

function leaf() {
  switch (random(6)) {
    case 0: return random(3) === 0 ? phrase(words(3, 3), pick(COLUMNS)) : phrase(words(2, 2), pick(COLUMNS), random(4));
    case 1: return multi(words(1, 3), pick([COLUMNS, ["title", "body"], ["note", "body"]]), undefined, pick(["And", "Or"]));
    case 2: return match(words(2, 3), pick(COLUMNS), { operator: "And" });
    case 3: return match(word().slice(1), pick(COLUMNS), { fuzziness: 1 + random(2), prefix_length: random(2) });
    default: return match(words(1, 3), pick(COLUMNS), { boost: pick([1, 1, 0.25, 3]) });
  }
}
function query(depth) {
  if (depth === 0 || random(4) === 0) return leaf();
  const some = (most) => Array.from({ length: random(most + 1) }, () => query(depth - 1));
  if (random(3) === 0) return boost(query(depth - 1), query(depth - 1), pick([0.3, 0.5, 2]));
  const [should, must, mustNot] = [some(3), some(2), some(1)];
  return should.length + must.length === 0 ? query(depth - 1) : bool(should, must, mustNot);
}
while (queries.length < 150) queries.push(query(1 + random(3)));

function build(query) {
  const [[kind, body]] = Object.entries(query);
  const operator = body.operator === "And" ? lancedb.Operator.And : lancedb.Operator.Or;
  const occurs = (list, occur) => list.map((clause) => [occur, build(clause)]);
  switch (kind) {
    case "words": return body;
    case "match": return new lancedb.MatchQuery(body.terms, body.column,
      { boost: body.boost, fuzziness: body.fuzziness, operator, prefixLength: body.prefix_length });
    case "phrase": return new lancedb.PhraseQuery(body.terms, body.column, { slop: body.slop });
    case "multi_match": return new lancedb.MultiMatchQuery(body.query, body.columns, { boosts: body.boost, operator });
    case "boost": return new lancedb.BoostQuery(build(body.positive), build(body.negative), { negativeBoost: body.negative_boost });
    case "boolean": return new lancedb.BooleanQuery([
      ...occurs(body.should, lancedb.Occur.Should), ...occurs(body.must, lancedb.Occur.Must), ...occurs(body.must_not, lancedb.Occur.MustNot)]);
  }
}

const lines = [];
for (const [i, query] of queries.entries()) {
  // The library does not look for fuzzy words in rows that no index covers; we do.
  const version = i % 4 === 3 && !JSON.stringify(query).includes("fuzziness") ? appended : indexed;
  const filter = i % 5 === 4 ? pick(["id % 3 = 0", "id < 100 AND note IS NOT NULL", "title LIKE '%e%'"]) : "";
  // Scores of rows that no index covers are the library's own: of those only the rows are compared.
  const limit = version === appended ? 400 : [25, 25, 7, 200][random(4)];
  await table.checkout(version);
  let search = table.query().fullTextSearch(build(query)).select(["id", "_score"]).limit(limit);
  if (filter !== "") search = search.where(filter);
  const found = await search.toArray();
  lines.push(JSON.stringify({ version, filter, limit, query, ids: found.map((r) => r.id), scores: found.map((r) => Number(r._score.toPrecision(8))) }));
}
fs.writeFileSync(process.argv[2] + "/clauses.json", "[\n" + lines.join(",\n") + "\n]\n");
console.log(`${lines.length} queries, versions ${indexed} and ${appended}`);
