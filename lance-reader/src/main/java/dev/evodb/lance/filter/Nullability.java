package dev.evodb.lance.filter;

import java.util.List;

/// Whether an expression can be null for a row: never said of one that can.
final class Nullability {
    private final FieldNames names;

    Nullability(FieldNames names) {
        this.names = names;
    }

    boolean isNullable(Scalar scalar) {
        return switch (scalar) {
            case Scalar.FieldPath field -> names.field(field).isNullable();
            case Scalar.Literal literal -> literal.value() instanceof Value.Null;
            case Scalar.Arithmetic node -> isNullable(node.left()) || isNullable(node.right());
            case Scalar.Negated node -> isNullable(node.operand());
            case Scalar.Cast node -> node.isTrying() || isNullable(node.operand());
            case Scalar.Call call ->
                call.function() != Function.COALESCE
                        || call.arguments().stream().allMatch(this::isNullable);
            case Scalar.Condition(Predicate predicate, var _, var _) -> isNullable(predicate);
        };
    }

    private boolean isNullable(Predicate predicate) {
        return switch (predicate) {
            case Predicate.And(List<Predicate> parts) -> parts.stream().anyMatch(this::isNullable);
            case Predicate.Or(List<Predicate> parts) -> parts.stream().anyMatch(this::isNullable);
            case Predicate.Not(Predicate part) -> isNullable(part);
            case Predicate.Constant(Truth truth) -> truth == Truth.UNKNOWN;
            case Predicate.Holds(Scalar operand) -> isNullable(operand);
            case Predicate.IsNull _, Predicate.Is _ -> false;
            case Predicate.Compare(Scalar left, var _, Scalar right) -> isNullable(left) || isNullable(right);
            case Predicate.Between(Scalar operand, Scalar low, Scalar high) ->
                isNullable(operand) || isNullable(low) || isNullable(high);
            case Predicate.In(Scalar operand, var _, boolean hasNull) -> hasNull || isNullable(operand);
            case Predicate.Like(Scalar text, var _) -> isNullable(text);
            case Predicate.HasText(Scalar text, var _, Scalar part) -> isNullable(text) || isNullable(part);
            case Predicate.Matches(Scalar text, var _, boolean isNullFalse) -> !isNullFalse && isNullable(text);
            case Predicate.ListHas _, Predicate.ListHasItem _ -> true;
        };
    }
}
