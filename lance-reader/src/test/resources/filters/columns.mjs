// Records what LanceDB answers to expressions: node columns.mjs FOLDER EXPRESSIONS > columns.txt
// FOLDER holds values.lance, EXPRESSIONS has one a line. Needs @lancedb/lancedb and apache-arrow.
import * as fs from "node:fs";
import * as lancedb from "@lancedb/lancedb";
import { Type } from "apache-arrow";

const table = await (await lancedb.connect(process.argv[2])).openTable("values");

// Types by Lance's names, integers and unscaled decimals by their digits, floats by their shortest ones.
function typeName(type) {
  switch (type.typeId) {
    case Type.Null: return "null";
    case Type.Bool: return "bool";
    case Type.Int: return (type.isSigned ? "int" : "uint") + type.bitWidth;
    case Type.Float: return ["halffloat", "float", "double"][type.precision];
    case Type.Decimal: return `decimal:${type.bitWidth}:${type.precision}:${type.scale}`;
    case Type.Date: return ["date32:day", "date64:ms"][type.unit];
    case Type.Timestamp: return `timestamp:${["s", "ms", "us", "ns"][type.unit]}:${type.timezone ?? "-"}`;
    case Type.Utf8: return "string";
    case Type.LargeUtf8: return "large_string";
    case Type.Binary: return "binary";
    default: return String(type);
  }
}

function value(type, data, column, row) {
  if (column.get(row) === null) return null;
  switch (type.typeId) {
    case Type.Float: {
      const number = column.get(row);
      return Object.is(number, -0) ? "-0" : String(number);
    }
    case Type.Decimal: {
      const words = type.bitWidth / 32;
      let bits = 0n;
      for (let i = words - 1; i >= 0; i--) bits = (bits << 32n) | BigInt(data.values[row * words + i]);
      return String(BigInt.asIntN(type.bitWidth, bits));
    }
    case Type.Int:
    case Type.Date:
    case Type.Timestamp: return String(data.values[row]);
    case Type.Binary: return Buffer.from(column.get(row)).toString("hex");
    default: return String(column.get(row));
  }
}

for (const expression of fs.readFileSync(process.argv[3], "utf8").split("\n").filter((line) => line)) {
  try {
    const answer = await table.query().select({ x: expression, id: "id" }).toArrow();
    const { type, nullable } = answer.schema.fields[0];
    const column = answer.getChildAt(0);
    const values = [...Array(answer.numRows).keys()].map((row) => value(type, column.data[0], column, row));
    console.log([expression, typeName(type) + (nullable ? "" : " not null"), JSON.stringify(values)].join("\t"));
  } catch (e) {
    console.log([expression, "refused", ""].join("\t"));
  }
}
