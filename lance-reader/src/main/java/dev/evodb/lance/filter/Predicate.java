package dev.evodb.lance.filter;

import java.util.List;

/// A condition of a bound filter: columns are found, types agree, constants are worked out.
///
/// A comparison or a search is [Truth#UNKNOWN] for a row where one of its operands is null; AND, OR and
/// NOT are those of three-valued logic. A row passes if the whole is [Truth#TRUE].
///
/// Where a column is compared with a constant, the column is at the left and the constant has the
/// column's own type and is not null: `5 > x` is here `x < 5`, and `x < 4.5` of an integer column is `x
/// <= 4`.
public sealed interface Predicate {
    /// At least two parts, none of them an [And].
    record And(List<Predicate> parts) implements Predicate {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /// At least two parts, none of them an [Or].
    record Or(List<Predicate> parts) implements Predicate {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Predicate part) implements Predicate {}

    /// The same for every row.
    record Constant(Truth truth) implements Predicate {}

    /// A boolean value that is a condition itself.
    record Holds(Scalar operand) implements Predicate {}

    /// Never unknown.
    record IsNull(Scalar operand) implements Predicate {}

    /// `part IS TRUE`, `IS FALSE` or `IS UNKNOWN`: whether the part has exactly that `truth`. Never
    /// unknown.
    record Is(Predicate part, Truth truth) implements Predicate {}

    record Compare(Scalar left, Comparison comparison, Scalar right) implements Predicate {}

    /// `low <= operand AND operand <= high`.
    record Between(Scalar operand, Scalar low, Scalar high) implements Predicate {}

    /// Whether the operand equals one of `values`, which have its type, ascend in its order and are
    /// distinct. A null in the list (`hasNull`) makes unknown what would be false. With no values at all
    /// it is false for everything but null, for which it is unknown.
    record In(Scalar operand, List<Value> values, boolean hasNull) implements Predicate {
        public In {
            values = List.copyOf(values);
        }
    }

    /// `text LIKE 'pattern'`.
    record Like(Scalar text, LikePattern pattern) implements Predicate {}

    /// Whether `text` has `part` in it, at `place`. Both are texts.
    record HasText(Scalar text, Place place, Scalar part) implements Predicate {}

    /// Whether a part of `text` matches the regular expression. With `isNullFalse` it is false for a
    /// null, as `regexp_match` is.
    record Matches(Scalar text, Regex regex, boolean isNullFalse) implements Predicate {}

    /// Whether `list` has one ([Quantifier#ANY]) or all of `items`, which are of the type of its items,
    /// ascend and are distinct; at least one. A null among them, the first then, is found where the list
    /// has a null item.
    record ListHas(Scalar list, Quantifier quantifier, List<Value> items) implements Predicate {
        public ListHas {
            items = List.copyOf(items);
        }
    }

    /// Whether `list` has the value of `item`, which is of the type of its items and not a constant.
    record ListHasItem(Scalar list, Scalar item) implements Predicate {}

    /// Where a part is in a text.
    enum Place {
        /// `starts_with`
        START,
        /// `contains`
        ANYWHERE,
        /// `ends_with`
        END
    }

    /// How many of the items have to be there.
    enum Quantifier {
        ANY,
        ALL
    }
}
