package dev.evodb.namespace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.query.QueryReader;
import dev.evodb.api.query.QueryRequest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the interface's models ask, in our own terms.
final class Requests {
    /// Nulls of a model are what was not said.
    static final JsonMapper MODELS = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Requests() {}

    /// The request itself.
    ///
    /// @throws ApiException (400) if it is null
    static <T> T given(@Nullable T request) {
        if (request == null) {
            throw ApiException.invalid("the request is null");
        }
        return request;
    }

    /// The namespace of a request; the root if it names none.
    ///
    /// @throws ApiException (400) for names that are not allowed
    static List<String> namespace(@Nullable List<String> id) {
        if (id == null) {
            return List.of();
        }
        if (id.size() > Identifiers.MAX_NAMES) {
            throw ApiException.invalid("an identifier has at most " + Identifiers.MAX_NAMES + " names");
        }
        for (String name : id) {
            if (name == null) {
                throw ApiException.invalid("an identifier has a name that is null");
            }
            Identifiers.checked(name);
        }
        return List.copyOf(id);
    }

    /// The table of a request.
    ///
    /// @throws ApiException (400) if it names none, or with names that are not allowed
    static TableId table(@Nullable List<String> id) {
        List<String> names = namespace(id);
        if (names.isEmpty()) {
            throw ApiException.invalid("the request names no table: its id is empty");
        }
        return new TableId(names.subList(0, names.size() - 1), names.getLast());
    }

    /// The version of a request; the newest if it names none.
    ///
    /// @throws ApiException (400) for a negative number
    static OptionalLong version(@Nullable Long version) {
        if (version == null) {
            return OptionalLong.empty();
        }
        if (version < 0) {
            throw ApiException.invalid("version has to be a whole number, not negative, got " + version);
        }
        return OptionalLong.of(version);
    }

    static long limit(@Nullable Integer limit) {
        return limit == null ? Page.DEFAULT_LIMIT : limit;
    }

    static String token(@Nullable String token) {
        return token == null ? "" : token;
    }

    /// The version that a page of versions comes after.
    ///
    /// @throws ApiException (400) if the token is no version
    static OptionalLong after(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(token));
        } catch (NumberFormatException e) {
            throw ApiException.invalid("page_token has to be that of a page before");
        }
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// The query that `model` asks: a request for rows, or for the plan of one. It goes through the tokens of
    /// its JSON form, not through text, so that both ways in understand the same.
    ///
    /// @throws ApiException (400) for what is no query, and for one beyond `limits`
    static QueryRequest query(Object model, ApiLimits limits) throws IOException {
        try (TokenBuffer tokens = new TokenBuffer(MODELS, false)) {
            MODELS.writeValue(tokens, model);
            try (JsonParser json = tokens.asParser()) {
                json.nextToken();
                return QueryReader.read(json, limits).query();
            }
        }
    }
}
