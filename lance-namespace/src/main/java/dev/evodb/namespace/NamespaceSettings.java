package dev.evodb.namespace;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.error.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the properties of a namespace say; see [EvoNamespace] for their names.
record NamespaceSettings(Root root, ApiLimits limits, long cacheBytes, Duration freshness) {
    private static final String PREFIX = "evodb.";
    private static final String CACHE_BYTES = PREFIX + "cache_bytes";
    private static final String FRESHNESS = PREFIX + "freshness_millis";
    private static final String TIMEOUT = PREFIX + "timeout_millis";
    private static final String MAX_K = PREFIX + "max_k";
    private static final String MAX_CANDIDATES = PREFIX + "max_candidates";
    private static final String MAX_VECTORS = PREFIX + "max_vectors";
    private static final String MAX_ANSWER_BYTES = PREFIX + "max_answer_bytes";

    /// Most rows of an answer; messages name it.
    static final String MAX_ROWS = PREFIX + "max_rows";

    private static final Set<String> KNOWN =
            Set.of(CACHE_BYTES, FRESHNESS, TIMEOUT, MAX_K, MAX_CANDIDATES, MAX_VECTORS, MAX_ROWS, MAX_ANSWER_BYTES);
    private static final long DEFAULT_CACHE_BYTES = 256L << 20;
    private static final long DEFAULT_FRESHNESS_MILLIS = 1000;

    /// A day: what waits longer was not meant to end.
    private static final long MAX_MILLIS = 86_400_000;

    /// An answer is one array.
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /// Reads `given`, and `environment` for settings of S3 that are not among them.
    ///
    /// @throws ApiException (400) for a property that is missing, wrong, or begins with `evodb.` and is
    ///     none of ours
    static NamespaceSettings of(Map<String, String> given, Map<String, String> environment) throws IOException {
        Map<String, String> properties = new HashMap<>();
        given.forEach((name, value) -> {
            // What other programs leave unsaid.
            if (name != null && value != null) {
                properties.put(name, value);
            }
        });
        String root = properties.get("root");
        if (root == null || root.isBlank()) {
            throw ApiException.invalid("property root has to name a folder or an s3:// URI");
        }
        for (String name : new TreeSet<>(properties.keySet())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name)) {
                throw ApiException.invalid("there is no property " + name + ", there are " + new TreeSet<>(KNOWN));
            }
        }
        ApiLimits usual = ApiLimits.DEFAULT;
        int k = (int) number(properties, MAX_K, usual.maxK(), 1, Integer.MAX_VALUE);
        ApiLimits limits = new ApiLimits(
                usual.bodyBytes(),
                k,
                (int) number(properties, MAX_CANDIDATES, Math.max(k, usual.maxCandidates()), k, Integer.MAX_VALUE),
                (int) number(properties, MAX_VECTORS, usual.maxVectors(), 1, Integer.MAX_VALUE),
                number(properties, MAX_ROWS, usual.scanRows(), 1, Long.MAX_VALUE),
                number(properties, MAX_ANSWER_BYTES, usual.answerBytes(), 1, MAX_ARRAY),
                Duration.ofMillis(number(properties, TIMEOUT, usual.timeout().toMillis(), 1, MAX_MILLIS)));
        return new NamespaceSettings(
                Root.of(root, StorageProperties.of(properties, environment)),
                limits,
                number(properties, CACHE_BYTES, DEFAULT_CACHE_BYTES, 0, Long.MAX_VALUE),
                Duration.ofMillis(number(properties, FRESHNESS, DEFAULT_FRESHNESS_MILLIS, 0, MAX_MILLIS)));
    }

    private static long number(Map<String, String> properties, String name, long usual, long least, long most) {
        String text = properties.get(name);
        if (text == null) {
            return usual;
        }
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same mistake, told below.
        }
        throw ApiException.invalid(
                "property " + name + " has to be a whole number in " + least + "..=" + most + ", got " + text);
    }
}
