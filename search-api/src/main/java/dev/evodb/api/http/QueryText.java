package dev.evodb.api.http;

import dev.evodb.api.catalog.Identifiers;

/// Texts in the query of a path, where `+` stands for a space.
final class QueryText {
    private QueryText() {}

    /// @throws dev.evodb.api.error.ApiException (400) if that is not percent-coded UTF-8
    static String decode(String text) {
        return Identifiers.decode(text.replace("+", "%20"));
    }
}
