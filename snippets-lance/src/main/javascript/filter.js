import { refuse } from './reader.js';

// Filters on payload columns: {"column": {"$gte": 3}, "$or": [...]}. All conditions of an object hold.

const isOrdered = (a, b) => typeof a === typeof b && a !== null && b !== null;

// null is equal to null alone and in no order with anything, and values of two types are never equal nor in order.
const COMPARISONS = {
  $eq: (a, b) => a === b,
  $ne: (a, b) => a !== b,
  $lt: (a, b) => isOrdered(a, b) && a < b,
  $lte: (a, b) => isOrdered(a, b) && a <= b,
  $gt: (a, b) => isOrdered(a, b) && a > b,
  $gte: (a, b) => isOrdered(a, b) && a >= b,
  $in: (a, b) => b.includes(a),
};

const isScalar = (value) => value === null || typeof value !== 'object';

// A function of (values by column, row). `used` collects the columns that it reads.
export const packFilter = (filter, columns, used, depth) => {
  if (isScalar(filter) || Array.isArray(filter) || depth > 8) {
    refuse(400, 'filter needs an object of conditions, eight deep at most');
  }
  const condition = (name, operator, operand) => {
    const holds = Object.hasOwn(COMPARISONS, operator) && COMPARISONS[operator];
    if (!holds || !(operator === '$in' ? Array.isArray(operand) && operand.every(isScalar) : isScalar(operand))) {
      refuse(400, `filter on ${name} does not understand ${operator}`);
    }
    return (values, row) => holds(values[name][row], operand);
  };
  const all = Object.entries(filter).flatMap(([name, value]) => {
    if (name === '$and' || name === '$or') {
      if (!Array.isArray(value)) {
        refuse(400, `filter needs a list for ${name}`);
      }
      const parts = value.map((part) => packFilter(part, columns, used, depth + 1));
      return name === '$and' ? parts : (values, row) => parts.some((part) => part(values, row));
    }
    if (!columns.includes(name)) {
      refuse(400, `filter names ${name}, which the pack does not have`);
    }
    used.add(name);
    return isScalar(value) || Array.isArray(value)
      ? condition(name, '$eq', value)
      : Object.entries(value).map(([operator, operand]) => condition(name, operator, operand));
  });
  return (values, row) => all.every((part) => part(values, row));
};
