package dev.evodb.lance.index;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.filter.Predicate;
import dev.evodb.lance.filter.Truth;
import dev.evodb.lance.index.Questions.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// How indices help with one filter: for each fragment the rows that may pass, and what of the filter is
/// still to be checked for them. Asks indices when it is asked about a fragment, each question once. For
/// one thread.
///
/// For every condition two sets are known, or bounded from above: the rows for which it is true, and
/// those for which it is false; rows in neither are unknown. AND and OR intersect and unite them, NOT
/// exchanges them. So the answer is that of three-valued logic, whatever nulls there are.
public final class IndexPlan {
    private final Predicate filter;
    private final ScalarIndices indices;
    private final IdentityHashMap<Predicate, List<Asked>> whenTrue = new IdentityHashMap<>();
    private final IdentityHashMap<Predicate, List<Asked>> whenFalse = new IdentityHashMap<>();
    private final List<String> explanation = new ArrayList<>();

    public IndexPlan(Predicate filter, ScalarIndices indices) {
        this.filter = filter;
        this.indices = indices;
    }

    /// The rows of a fragment to look at. `rows` are offsets, absent for every row; `residual` is the
    /// condition that those still have to pass, absent if all of them do. Deleted rows may be among them.
    public record Candidates(Optional<RoaringBitmap> rows, Optional<Predicate> residual) {}

    /// Rows of one fragment, absent for all of them: those that are looked for, or with `isExact` false
    /// those and more.
    private record Bound(Optional<RoaringBitmap> rows, boolean isExact) {
        static final Bound UNKNOWN = new Bound(Optional.empty(), false);
        static final Bound NONE = new Bound(Optional.of(new RoaringBitmap()), true);

        boolean isNone() {
            return rows.isPresent() && rows.get().isEmpty();
        }
    }

    /// A question and what indices said to it.
    private static final class Asked {
        private final Question question;
        private final Map<ColumnIndex, ColumnIndex.Found> found = new HashMap<>();
        private final Map<ColumnIndex, Boolean> canAnswer = new HashMap<>();

        private Asked(Question question) {
            this.question = question;
        }
    }

    /// What to look at in the fragment.
    public Candidates candidates(long fragment) throws IOException {
        Bound bound = bound(filter, true, fragment);
        Optional<Predicate> residual = bound.isNone() ? Optional.empty() : residual(filter, fragment);
        return new Candidates(bound.rows(), residual);
    }

    /// What indices were asked so far, what they answered, and why others were not, a line each.
    public String explain() {
        List<String> lines = new ArrayList<>(explanation);
        lines.addAll(indices.unused());
        return lines.isEmpty() ? "no index is over the columns of the filter" : String.join("\n", lines);
    }

    private Optional<Predicate> residual(Predicate condition, long fragment) throws IOException {
        if (bound(condition, true, fragment).isExact()) {
            return Optional.empty();
        }
        if (!(condition instanceof Predicate.And(List<Predicate> parts))) {
            return Optional.of(condition);
        }
        List<Predicate> left = new ArrayList<>();
        for (Predicate part : parts) {
            residual(part, fragment).ifPresent(left::add);
        }
        return Optional.of(left.size() == 1 ? left.getFirst() : new Predicate.And(left));
    }

    /// The rows of the fragment for which the condition is `isTrue`.
    private Bound bound(Predicate condition, boolean isTrue, long fragment) throws IOException {
        return switch (condition) {
            case Predicate.And(List<Predicate> parts) ->
                isTrue ? intersection(parts, true, fragment) : union(parts, false, fragment);
            case Predicate.Or(List<Predicate> parts) ->
                isTrue ? union(parts, true, fragment) : intersection(parts, false, fragment);
            case Predicate.Not(Predicate part) -> bound(part, !isTrue, fragment);
            case Predicate.Constant(Truth truth) ->
                truth == (isTrue ? Truth.TRUE : Truth.FALSE)
                        ? new Bound(Optional.of(rows(fragment)), true)
                        : Bound.NONE;
            case Predicate.Is(Predicate part, Truth truth) -> is(part, truth, isTrue, fragment);
            default -> leaf(condition, isTrue, fragment);
        };
    }

    /// `part IS TRUE` is true where the part is, and false everywhere else.
    private Bound is(Predicate part, Truth truth, boolean isTrue, long fragment) throws IOException {
        if (truth == Truth.UNKNOWN) {
            return Bound.UNKNOWN;
        }
        Bound having = bound(part, truth == Truth.TRUE, fragment);
        if (isTrue) {
            return having;
        }
        return having.isExact() && having.rows().isPresent()
                ? new Bound(
                        Optional.of(RoaringBitmap.andNot(
                                rows(fragment), having.rows().get())),
                        true)
                : Bound.UNKNOWN;
    }

    private Bound intersection(List<Predicate> parts, boolean isTrue, long fragment) throws IOException {
        Optional<RoaringBitmap> rows = Optional.empty();
        boolean isExact = true;
        for (Predicate part : parts) {
            Bound bound = bound(part, isTrue, fragment);
            if (bound.isNone()) {
                return Bound.NONE;
            }
            isExact &= bound.isExact();
            if (bound.rows().isPresent()) {
                RoaringBitmap more = bound.rows().get();
                rows = Optional.of(
                        rows.map(known -> RoaringBitmap.and(known, more)).orElse(more));
            }
        }
        return new Bound(rows, isExact);
    }

    private Bound union(List<Predicate> parts, boolean isTrue, long fragment) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        boolean isExact = true;
        for (Predicate part : parts) {
            Bound bound = bound(part, isTrue, fragment);
            if (bound.rows().isEmpty()) {
                return Bound.UNKNOWN;
            }
            isExact &= bound.isExact();
            rows.or(bound.rows().get());
        }
        return new Bound(Optional.of(rows), isExact);
    }

    private Bound leaf(Predicate condition, boolean isTrue, long fragment) throws IOException {
        if (!isTrue && Questions.isNeverFalse(condition)) {
            return Bound.NONE;
        }
        IdentityHashMap<Predicate, List<Asked>> known = isTrue ? whenTrue : whenFalse;
        List<Asked> questions = known.get(condition);
        if (questions == null) {
            questions = Questions.of(condition, isTrue).stream().map(Asked::new).toList();
            known.put(condition, questions);
        }
        for (Asked asked : questions) {
            for (ColumnIndex index : indices.of(asked.question.field().id())) {
                if (index.covers(fragment) && canAnswer(asked, index)) {
                    Bound bound = ask(asked, index, fragment);
                    if (bound != null) {
                        return bound;
                    }
                }
            }
        }
        return Bound.UNKNOWN;
    }

    private boolean canAnswer(Asked asked, ColumnIndex index) throws IOException {
        Boolean known = asked.canAnswer.get(index);
        if (known == null) {
            String reason = "";
            try {
                known = index.canAnswer(asked.question.query());
                reason = known ? "" : "cannot answer it";
            } catch (UnsupportedFeatureException e) {
                // The table can be read without the index; a broken one is another matter.
                known = false;
                reason = e.getMessage();
            }
            if (!known) {
                explanation.add(describe(asked, index) + ": not used, " + reason);
            }
            asked.canAnswer.put(index, known);
        }
        return known;
    }

    /// What the index says about the fragment; null if that does not help.
    private @Nullable Bound ask(Asked asked, ColumnIndex index, long fragment) throws IOException {
        Question question = asked.question;
        ColumnIndex.Found found = asked.found.get(index);
        if (found == null) {
            found = index.search(question.query(), question.isComplement());
            asked.found.put(index, found);
            explanation.add(describe(asked, index) + ": " + found.rows()
                    + (found.isExact() && question.isWhole() ? "" : " to check") + ", read " + found.read());
        }
        RoaringBitmap rows = found.rows().lower(fragment);
        if (!question.isComplement()) {
            return new Bound(Optional.of(rows), found.isExact() && question.isWhole());
        }
        boolean isNullTest = question.query() instanceof IndexQuery.IsNull;
        if (!found.isExact() || (found.nulls().isEmpty() && !isNullTest)) {
            return null;
        }
        RoaringBitmap others = RoaringBitmap.andNot(rows(fragment), rows);
        if (!isNullTest) {
            others.andNot(found.nulls().get().lower(fragment));
        }
        // What a search among items that are null says is left to the filter.
        return new Bound(Optional.of(others), !(question.query() instanceof IndexQuery.HasItems));
    }

    private static String describe(Asked asked, ColumnIndex index) {
        Question question = asked.question;
        String text = question.query().describe(question.field().path());
        return "index " + index.name() + " (" + index.kind() + "), "
                + (question.isComplement() ? "NOT (" + text + ")" : text);
    }

    private RoaringBitmap rows(long fragment) {
        RoaringBitmap rows = new RoaringBitmap();
        rows.add(0L, indices.table().addresses().rows(fragment).orElse(0));
        return rows;
    }
}
