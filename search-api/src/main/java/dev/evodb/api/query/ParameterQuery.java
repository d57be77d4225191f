package dev.evodb.api.query;

import dev.evodb.api.error.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A query whose vectors are an Arrow stream: everything else about it stands in the parameters of the path,
/// under the names that a body of JSON has for it; `columns` are names with commas between them.
public final class ParameterQuery {
    private ParameterQuery() {}

    /// The query.
    ///
    /// @throws ApiException (400) for a parameter that is not known, or has no value of its kind
    public static QueryRequest of(List<float[]> vectors, Map<String, String> parameters) {
        QueryRequest.Builder query = new QueryRequest.Builder();
        query.vectors = vectors;
        query.isBatch = true;
        parameters.forEach((name, value) -> {
            switch (name) {
                case "delimiter" -> {}
                case "columns" -> query.columns = new Columns.Named(List.of(value.split(",", -1)));
                case "vector_column" -> query.vectorColumn = Optional.of(value);
                case "filter" -> query.filter = Optional.of(value);
                case "distance_type" -> query.distanceType = Optional.of(QueryReader.distanceType(value));
                case "prefilter" -> query.isPrefilter = bool(name, value);
                case "bypass_vector_index" -> query.bypassesIndex = bool(name, value);
                case "fast_search" -> query.isIndexedOnly = bool(name, value);
                case "with_row_id" -> query.hasRowId = bool(name, value);
                case "k" -> query.k = OptionalLong.of(whole(name, value, 0));
                case "offset" -> query.offset = whole(name, value, 0);
                case "nprobes" -> query.probes = OptionalInt.of(number(name, value, 1));
                case "minimum_nprobes" -> query.minimumProbes = OptionalInt.of(number(name, value, 1));
                case "maximum_nprobes" -> query.maximumProbes = OptionalInt.of(number(name, value, 0));
                case "refine_factor" -> query.refineFactor = number(name, value, 0);
                case "ef" -> query.ef = number(name, value, 1);
                case "lower_bound" -> query.lowerBound = real(name, value);
                case "upper_bound" -> query.upperBound = real(name, value);
                case "version" -> query.version = OptionalLong.of(whole(name, value, 0));
                default -> throw ApiException.invalid("a parameter of the path is not one of a query");
            }
        });
        return query.build();
    }

    private static boolean bool(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiException.invalid(name + " has to be true or false");
        };
    }

    private static int number(String name, String value, int least) {
        long whole = whole(name, value, least);
        if (whole > Integer.MAX_VALUE) {
            throw ApiException.invalid(name + " must be at most " + Integer.MAX_VALUE);
        }
        return (int) whole;
    }

    private static long whole(String name, String value, long least) {
        long whole;
        try {
            whole = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw ApiException.invalid(name + " has to be a whole number");
        }
        if (whole < least) {
            throw ApiException.invalid(name + " must be at least " + least + ", got " + whole);
        }
        return whole;
    }

    private static double real(String name, String value) {
        try {
            double real = Double.parseDouble(value);
            if (Double.isFinite(real)) {
                return real;
            }
        } catch (NumberFormatException e) {
            throw ApiException.invalid(name + " has to be a number");
        }
        throw ApiException.invalid(name + " has to be a finite number");
    }
}
