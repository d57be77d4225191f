package dev.evodb.api.catalog;

import dev.evodb.api.error.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A part of a list, and the token that the next part is asked with; none if it is the last.
public record Page<T>(List<T> items, Optional<String> next) {
    /// Items of a page unless a request says otherwise.
    public static final long DEFAULT_LIMIT = 10_000;

    public Page {
        items = List.copyOf(items);
    }

    /// At most `limit` of `items`, which are in the order of their names: those behind the name `after`.
    ///
    /// @throws ApiException (400) if `limit` is below 1
    public static <T> Page<T> of(List<T> items, Function<T, String> name, String after, long limit) {
        if (limit < 1) {
            throw ApiException.invalid("limit has to be at least 1, got " + limit);
        }
        List<T> rest = items.stream()
                .filter(item -> name.apply(item).compareTo(after) > 0)
                .toList();
        List<T> page = rest.subList(0, (int) Math.min(limit, rest.size()));
        return new Page<>(page, page.size() < rest.size() ? Optional.of(name.apply(page.getLast())) : Optional.empty());
    }
}
