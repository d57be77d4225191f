package dev.evodb.rivals;

import dev.evodb.rivals.driver.DriverRequest;
import dev.evodb.rivals.peer.Peer;

/// How long something will take, from what it took on one machine with 340,000 rows of 100 dims: good for
/// planning an evening, and nothing else.
final class Estimate {
    private static final double ROWS = 340_000;

    private Estimate() {}

    static double buildSeconds(Peer peer, int rows, int threads) {
        double cpu = rows
                / ROWS
                * switch (peer.engine()) {
                    case EVODB -> 20;
                    case FAISS ->
                        peer.variant().equals("hnsw") ? 200 : peer.variant().equals("pq8") ? 60 : 10;
                    case HNSWLIB -> 250;
                    case LUCENE -> 330;
                    case JVECTOR -> 900;
                    case LANCE -> 180;
                };
        // Lucene builds a segment on one thread.
        return peer.engine() == Peer.Engine.LUCENE ? cpu : cpu / threads;
    }

    /// Loading, warming up, and at most `limit` seconds a setting, of which fast peers need a part.
    static double sweepSeconds(Peer peer, DriverRequest request) {
        double perSetting = switch (peer.search()) {
            case INVERTED_FILE, PATIENT_INVERTED_FILE -> 0.6;
            case GRAPH -> 1.8;
            case SLOW_INVERTED_FILE -> 7;
        };
        return 3
                + request.warmup()
                + request.settings().size() * perSetting * request.queries() / 1000.0 * request.passes() / 3.0;
    }
}
