package dev.evodb.lance.filter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The paths of the columns in a predicate, each once, in the order of their first use.
final class FieldPaths {
    private final Set<String> paths = new LinkedHashSet<>();

    private FieldPaths() {}

    static List<String> of(Predicate predicate) {
        FieldPaths found = new FieldPaths();
        found.add(predicate);
        return new ArrayList<>(found.paths);
    }

    private void add(Predicate predicate) {
        switch (predicate) {
            case Predicate.And(List<Predicate> parts) -> parts.forEach(this::add);
            case Predicate.Or(List<Predicate> parts) -> parts.forEach(this::add);
            case Predicate.Not(Predicate part) -> add(part);
            case Predicate.Constant _ -> {}
            case Predicate.Holds(Scalar operand) -> add(operand);
            case Predicate.IsNull(Scalar operand) -> add(operand);
            case Predicate.Is(Predicate part, var _) -> add(part);
            case Predicate.Compare(Scalar left, var _, Scalar right) -> add(List.of(left, right));
            case Predicate.Between(Scalar operand, Scalar low, Scalar high) -> add(List.of(operand, low, high));
            case Predicate.In(Scalar operand, var _, var _) -> add(operand);
            case Predicate.Like(Scalar text, var _) -> add(text);
            case Predicate.HasText(Scalar text, var _, Scalar part) -> add(List.of(text, part));
            case Predicate.Matches(Scalar text, var _, var _) -> add(text);
            case Predicate.ListHas(Scalar list, var _, var _) -> add(list);
            case Predicate.ListHasItem(Scalar list, Scalar item) -> add(List.of(list, item));
        }
    }

    private void add(List<Scalar> scalars) {
        scalars.forEach(this::add);
    }

    private void add(Scalar scalar) {
        switch (scalar) {
            case Scalar.FieldPath field -> paths.add(field.path());
            case Scalar.Literal _ -> {}
            case Scalar.Arithmetic node -> add(List.of(node.left(), node.right()));
            case Scalar.Negated node -> add(node.operand());
            case Scalar.Cast node -> add(node.operand());
            case Scalar.Call node -> add(node.arguments());
            case Scalar.Condition node -> add(node.predicate());
        }
    }
}
