package dev.evodb.lance.index;

import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.LikePattern;
import dev.evodb.lance.filter.Predicate;
import dev.evodb.lance.filter.Scalar;
import dev.evodb.lance.filter.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What an index can be asked to find the rows for which a condition of one column is true, or false.
final class Questions {
    private Questions() {}

    /// A query about the column `field`. Its rows are those that are looked for, or with `isWhole` false
    /// those and more; with `isComplement` they are the rows that hold neither null nor are answered.
    record Question(Scalar.FieldPath field, IndexQuery query, boolean isWhole, boolean isComplement) {}

    /// Questions of which each is enough, the best first; none if the condition is not of one column and
    /// constants.
    static List<Question> of(Predicate condition, boolean isTrue) {
        List<Question> whenTrue = whenTrue(condition);
        if (isTrue) {
            return whenTrue;
        }
        List<Question> whenFalse = new ArrayList<>();
        for (Question question : whenTrue) {
            if (question.isWhole() && !isNeverFalse(condition)) {
                whenFalse.add(negated(question.query())
                        .map(query -> new Question(question.field(), query, true, false))
                        .orElseGet(() -> new Question(question.field(), question.query(), true, true)));
            }
        }
        return whenFalse;
    }

    /// Whether a null in a list makes unknown what would be false.
    static boolean isNeverFalse(Predicate condition) {
        return condition instanceof Predicate.In(var _, var _, boolean hasNull) && hasNull;
    }

    private static List<Question> whenTrue(Predicate condition) {
        return switch (condition) {
            case Predicate.Compare(Scalar.FieldPath field, Comparison comparison, Scalar.Literal literal) ->
                List.of(whole(field, new IndexQuery.Compare(comparison, literal.value())));
            case Predicate.Between(Scalar.FieldPath field, Scalar.Literal low, Scalar.Literal high) ->
                List.of(whole(field, new IndexQuery.Between(low.value(), high.value())));
            case Predicate.In(Scalar.FieldPath field, List<Value> values, var _) ->
                List.of(whole(field, new IndexQuery.Among(values)));
            case Predicate.IsNull(Scalar.FieldPath field) -> List.of(whole(field, new IndexQuery.IsNull()));
            case Predicate.Holds(Scalar.FieldPath field) ->
                List.of(whole(field, new IndexQuery.Compare(Comparison.EQUAL, new Value.Bool(true))));
            case Predicate.HasText(Scalar.FieldPath field, Predicate.Place place, Scalar.Literal literal)
            when literal.value() instanceof Value.Bytes part -> ofPart(field, place, part);
            case Predicate.Like(Scalar.FieldPath field, LikePattern pattern)
            when !pattern.ignoresCase() -> ofPattern(field, pattern);
            case Predicate.ListHas(Scalar.FieldPath field, Predicate.Quantifier quantifier, List<Value> items) ->
                ofItems(field, quantifier, items);
            default -> List.of();
        };
    }

    private static Question whole(Scalar.FieldPath field, IndexQuery query) {
        return new Question(field, query, true, false);
    }

    private static Question atMost(Scalar.FieldPath field, IndexQuery query) {
        return new Question(field, query, false, false);
    }

    private static List<Question> ofPart(Scalar.FieldPath field, Predicate.Place place, Value.Bytes part) {
        if (part.bytes().length == 0) {
            return List.of();
        }
        Question contains = atMost(field, new IndexQuery.HasText(new String(part.bytes(), StandardCharsets.UTF_8)));
        return place == Predicate.Place.START
                ? List.of(whole(field, new IndexQuery.StartsWith(part)), contains)
                : List.of(contains);
    }

    private static List<Question> ofPattern(Scalar.FieldPath field, LikePattern pattern) {
        List<Question> questions = new ArrayList<>();
        Value.Bytes prefix = new Value.Bytes(pattern.prefix().getBytes(StandardCharsets.UTF_8));
        if (pattern.isExact()) {
            questions.add(whole(field, new IndexQuery.Compare(Comparison.EQUAL, prefix)));
        } else if (prefix.bytes().length > 0) {
            questions.add(atMost(field, new IndexQuery.StartsWith(prefix)));
        }
        pattern.fragments().stream()
                .max(Comparator.comparingInt(String::length))
                .ifPresent(longest -> questions.add(atMost(field, new IndexQuery.HasText(longest))));
        return questions;
    }

    private static List<Question> ofItems(Scalar.FieldPath field, Predicate.Quantifier quantifier, List<Value> items) {
        // What it means to have a null among the items is left to the filter.
        return !items.isEmpty() && items.stream().noneMatch(Value.Null.class::isInstance)
                ? List.of(whole(field, new IndexQuery.HasItems(items, quantifier == Predicate.Quantifier.ALL)))
                : List.of();
    }

    /// A query for the rows for which `query` is false.
    private static Optional<IndexQuery> negated(IndexQuery query) {
        return switch (query) {
            case IndexQuery.Compare(Comparison comparison, Value value) ->
                Optional.of(new IndexQuery.Compare(
                        switch (comparison) {
                            case EQUAL -> Comparison.NOT_EQUAL;
                            case NOT_EQUAL -> Comparison.EQUAL;
                            case LESS -> Comparison.GREATER_OR_EQUAL;
                            case LESS_OR_EQUAL -> Comparison.GREATER;
                            case GREATER -> Comparison.LESS_OR_EQUAL;
                            case GREATER_OR_EQUAL -> Comparison.LESS;
                        },
                        value));
            case IndexQuery.Between _,
                    IndexQuery.Among _,
                    IndexQuery.IsNull _,
                    IndexQuery.StartsWith _,
                    IndexQuery.HasItems _,
                    IndexQuery.HasText _ -> Optional.empty();
        };
    }
}
