package dev.evodb.ann.fuzz;

import dev.evodb.ann.index.OwnIndexInput;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Index files of each kind: changed bytes end in an answer or a declared exception.
enum FuzzTarget {
    LANCE_FLAT("ivf-flat-cosine"),
    LANCE_HAMMING("ivf-flat-hamming-u8"),
    LANCE_PQ8("ivf-pq8-l2-file22"),
    LANCE_PQ4("ivf-pq4-dot"),
    LANCE_SQ("ivf-sq-l2"),
    LANCE_RQ("ivf-rq-cosine"),
    LANCE_HNSW_PQ("ivf-hnsw-pq-l2"),
    LANCE_HNSW_SQ("ivf-hnsw-sq-dot"),
    OWN_PQ("ivf_pq"),
    OWN_FLAT("ivf_flat"),
    OWN_SQ("ivf_sq"),
    OWN_RQ("ivf_rq");

    /// A fixture, or a kind of our own.
    private final String name;

    FuzzTarget(String name) {
        this.name = name;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FuzzTarget of(String id) {
        return Arrays.stream(values())
                .filter(target -> target.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target " + id));
    }

    /// Something that reads changed files.
    interface Reading {
        void run(byte[] input) throws IOException;
    }

    /// Makes the files of the target.
    Reading open() throws IOException {
        return name.startsWith("ivf_") ? new OwnIndexInput(name)::run : new LanceIndexInput(name)::run;
    }

    /// No change; and a change in front, at the end, and between.
    List<byte[]> seeds() {
        return List.of(
                new byte[0],
                ChangedFiles.of(0, true, 1, (byte) 1),
                ChangedFiles.of(0, false, 32, (byte) 1, (byte) 0, (byte) 0, (byte) 0),
                ChangedFiles.of(1, true, 40, (byte) -1, (byte) -1, (byte) -1, (byte) -1, (byte) 0, (byte) 0),
                ChangedFiles.of(1, true, 900, (byte) 8, (byte) 0x7f),
                ChangedFiles.of(1, false, 64, (byte) 0x7f, (byte) -128));
    }

    /// @throws RuntimeException if an exception comes out that is not declared
    static void run(Reading reading, byte[] input) {
        try {
            reading.run(input);
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException | NoSuchFileException e) {
            // Declared.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
