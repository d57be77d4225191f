package dev.evodb.rivals.peer;

import java.nio.file.Path;
import java.util.List;

/// One line of a report: a driver, and what it is asked for.
///
/// `index` names the index, which peers may share; `javaOptions` are those of a driver in Java.
/// `settings` are those of a sweep.
public record Peer(String name, Engine engine, String variant, String index, Search search, List<String> javaOptions) {
    public Peer {
        javaOptions = List.copyOf(javaOptions);
    }

    /// Who does the work.
    public enum Engine {
        EVODB,
        LUCENE,
        JVECTOR,
        LANCE,
        FAISS,
        HNSWLIB
    }

    /// How an index is searched, which decides what a setting is.
    public enum Search {
        /// `NPROBES/REFINE`; all partitions and many refined candidates give the exact neighbours.
        INVERTED_FILE,
        /// As before, of a peer that answers hundreds of queries a second: fewer settings.
        SLOW_INVERTED_FILE,
        /// `pPATIENCE/REFINE`, or as [#INVERTED_FILE]: as many partitions as bring candidates.
        PATIENT_INVERTED_FILE,
        /// `EF`; some rows may lie beyond every path.
        GRAPH
    }

    /// Ours, that is, not a rival.
    public boolean isOurs() {
        return engine == Engine.EVODB;
    }

    /// The table of all peers; a new one is one more row.
    public static List<Peer> all() {
        String pure = "-Djvector.enable_native_vectorization=false";
        String older = "-Djvector.experimental.enable_native_vectorization=false";
        return List.of(
                ours("evodb", "ivf_pq:float"),
                new Peer(
                        "evodb-patient",
                        Engine.EVODB,
                        "ivf_pq:float",
                        "evodb",
                        Search.PATIENT_INVERTED_FILE,
                        List.of()),
                ours("evodb-int8+float", "ivf_pq:int8+float"),
                ours("evodb-int8+file", "ivf_pq:int8+file"),
                new Peer("evodb-hnsw", Engine.EVODB, "hnsw:int8+float:3", "evodb-hnsw", Search.GRAPH, List.of()),
                new Peer("faiss-fastscan", Engine.FAISS, "fastscan", "faiss-fastscan", Search.INVERTED_FILE, List.of()),
                new Peer("faiss-pq8", Engine.FAISS, "pq8", "faiss-pq8", Search.INVERTED_FILE, List.of()),
                new Peer("faiss-hnsw", Engine.FAISS, "hnsw", "faiss-hnsw", Search.GRAPH, List.of()),
                new Peer("hnswlib", Engine.HNSWLIB, "hnsw", "hnswlib", Search.GRAPH, List.of()),
                new Peer("lucene", Engine.LUCENE, "float", "lucene", Search.GRAPH, List.of()),
                new Peer("lucene-int8", Engine.LUCENE, "int8", "lucene-int8", Search.GRAPH, List.of()),
                new Peer("jvector", Engine.JVECTOR, "pq", "jvector", Search.GRAPH, List.of()),
                new Peer("jvector-pure", Engine.JVECTOR, "pq", "jvector", Search.GRAPH, List.of(pure, older)),
                new Peer("lance", Engine.LANCE, "ivf_pq", "lance", Search.SLOW_INVERTED_FILE, List.of()));
    }

    private static Peer ours(String name, String variant) {
        return new Peer(name, Engine.EVODB, variant, name, Search.INVERTED_FILE, List.of());
    }

    /// The settings of a sweep, with at most `partitions` probes.
    public List<String> sweep(int partitions) {
        return switch (search) {
            case INVERTED_FILE ->
                pairs(partitions, List.of(4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256), List.of(4, 8, 16, 32));
            case SLOW_INVERTED_FILE -> pairs(partitions, List.of(8, 16, 32, 64, 128, 256), List.of(4, 16));
            case PATIENT_INVERTED_FILE ->
                pairs(256, List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48), List.of(4, 8, 16, 32)).stream()
                        .map(pair -> "p" + pair)
                        .toList();
            case GRAPH ->
                List.of("10", "16", "24", "32", "48", "64", "96", "128", "192", "256", "384", "512", "768", "1024");
        };
    }

    private static List<String> pairs(int partitions, List<Integer> probes, List<Integer> refines) {
        return probes.stream()
                .map(n -> Math.min(n, partitions))
                .distinct()
                .flatMap(n -> refines.stream().map(refine -> n + "/" + refine))
                .toList();
    }

    /// The setting of the most thorough search that there is.
    public String exhaustive(int rows, int partitions, int k) {
        int most = Math.clamp((rows + k - 1L) / k, 1, 100_000 / k);
        return switch (search) {
            case INVERTED_FILE, SLOW_INVERTED_FILE, PATIENT_INVERTED_FILE -> partitions + "/" + most;
            case GRAPH -> String.valueOf(Math.min(rows, 10_000));
        };
    }

    /// The folder of the index.
    public Path indexFolder(Path set, int partitions, int subvectors) {
        return set.resolve(
                search == Search.GRAPH && engine != Engine.JVECTOR
                        ? index
                        : index + "-" + partitions + "x" + subvectors);
    }
}
