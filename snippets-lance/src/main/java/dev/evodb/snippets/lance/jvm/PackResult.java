package dev.evodb.snippets.lance.jvm;

import java.nio.file.Path;
import java.util.List;

/// What a packing wrote. `skippedRows` are source rows whose vector is null, `packId` are 16 hex digits.
public record PackResult(
        PackParameters parameters,
        PackMeasurement measurement,
        String packId,
        int rows,
        int skippedRows,
        List<PackedObject> objects) {
    public PackResult {
        objects = List.copyOf(objects);
    }

    /// One object and its snippet: `pack.bin`, `main.js` and `pack.json` in `directory`.
    ///
    /// `rows` are distinct, `storedRows` count copies. `largestPartitionRows` and `largestPartitionBytes`
    /// bound what a probe costs. `headSha256` is in hex. `snippetBytes` is the size of `main.js`.
    public record PackedObject(
            Path directory,
            String url,
            long bytes,
            int headBytes,
            String headSha256,
            int rows,
            int storedRows,
            int largestPartitionRows,
            int largestPartitionBytes,
            int snippetBytes) {}
}
