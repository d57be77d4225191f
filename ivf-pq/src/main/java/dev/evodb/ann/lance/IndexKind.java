package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.DistanceType;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.LanceFile;

/// What kind of index a segment is: how rows are coded, whether graphs connect them, and the metric.
/// Source: the metadata `lance:index` of `index.idx`.
record IndexKind(Codes codes, boolean hasGraphs, DistanceType type) {
    private static final String PREFIX = "IVF_";
    private static final String GRAPH_PREFIX = "HNSW_";

    /// What a partition's rows are stored as, by the end of the kind's name.
    enum Codes {
        FLAT,
        PQ,
        SQ,
        RQ
    }

    /// @throws UnsupportedFeatureException for names that are not known
    static IndexKind read(LanceFile file) {
        Location at = Location.of(file.name());
        JsonNode kind = JsonMetadata.required(file, "lance:index");
        String name = kind.path("type").asText();
        String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        boolean hasGraphs = rest.startsWith(GRAPH_PREFIX);
        String codes = hasGraphs ? rest.substring(GRAPH_PREFIX.length()) : rest;
        DistanceType type = type(kind.path("distance_type").asText(), at);
        for (Codes known : Codes.values()) {
            if (name.startsWith(PREFIX) && codes.equals(known.name())) {
                return new IndexKind(known, hasGraphs, type);
            }
        }
        throw new UnsupportedFeatureException("vector index", name, "IVF_ and IVF_HNSW_ with FLAT, PQ, SQ or RQ", at);
    }

    private static DistanceType type(String wireName, Location at) {
        for (DistanceType type : DistanceType.values()) {
            if (type.wireName().equals(wireName)) {
                return type;
            }
        }
        throw new UnsupportedFeatureException("distance type", wireName, "l2, cosine, dot, hamming", at);
    }

    /// The kind's name, as in `IVF_HNSW_SQ`.
    String name() {
        return PREFIX + (hasGraphs ? GRAPH_PREFIX : "") + codes.name();
    }
}
