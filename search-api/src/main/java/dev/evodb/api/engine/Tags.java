package dev.evodb.api.engine;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.lance.ref.Tag;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/// The tags of a table.
public final class Tags {
    private Tags() {}

    /// All of them, in the order of their names.
    public static List<Tag> of(OpenTable table) throws IOException {
        return table.dataset().tags().stream()
                .sorted(Comparator.comparing(Tag::name))
                .toList();
    }

    /// The one of that name.
    ///
    /// @throws ApiException (404) if there is none
    public static Tag named(OpenTable table, String name) throws IOException {
        return table.dataset().tags().stream()
                .filter(tag -> tag.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(ErrorCode.TAG_NOT_FOUND, "table " + table.id() + " has no tag of that name"));
    }
}
