package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// What the caller of a packing wants. Start from [#of] and change what must differ.
///
/// `partitions`, `copies` and `refineRows` are chosen when 0, see [PackParameters]; `copies` is the mean
/// number of partitions that hold a row. `nprobes` and `k` are defaults of the search, and `queryBytes`
/// is about what the partitions of a query may weigh together, in one object. `maxPayloadBytes` bounds
/// one row's payload in UTF-8. With `shards` above 1 the rows are dealt to as many objects that share
/// their centroids. `url` is where the object will be served; shards are `shard-0/`, `shard-1/`, ...
/// beside it.
public record PackSpec(
        Metric metric,
        int partitions,
        int copies,
        int refineRows,
        int nprobes,
        int k,
        int shards,
        int maxPayloadBytes,
        int queryBytes,
        long seed,
        String url) {

    public static final String DEFAULT_URL = "https://pack.example/pack.bin";

    /// What one search may fetch and still answer fast over a long line.
    public static final int DEFAULT_QUERY_BYTES = 300_000;

    public PackSpec {
        require("partitions", partitions, 0, PackFormat.MAX_PARTITIONS);
        require("copies", copies, 0, PackFormat.MAX_PARTITIONS);
        require("refineRows", refineRows, 0, PackFormat.MAX_REFINE_ROWS);
        require("nprobes", nprobes, 1, PackFormat.MAX_PARTITIONS);
        require("k", k, 1, PackFormat.MAX_K);
        require("shards", shards, 1, 64);
        require("maxPayloadBytes", maxPayloadBytes, 0, 1 << 20);
        require("queryBytes", queryBytes, 1, 1 << 28);
    }

    /// The defaults for one object.
    public static PackSpec of(Metric metric) {
        return new PackSpec(metric, 0, 0, 0, 4, 10, 1, 256, DEFAULT_QUERY_BYTES, 42, DEFAULT_URL);
    }

    private static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be in " + least + "..=" + most + ", got " + value);
        }
    }

    public PackSpec withPartitions(int newPartitions) {
        return new PackSpec(
                metric, newPartitions, copies, refineRows, nprobes, k, shards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withCopies(int newCopies) {
        return new PackSpec(
                metric, partitions, newCopies, refineRows, nprobes, k, shards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withRefineRows(int newRefineRows) {
        return new PackSpec(
                metric, partitions, copies, newRefineRows, nprobes, k, shards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withNprobes(int newNprobes) {
        return new PackSpec(
                metric, partitions, copies, refineRows, newNprobes, k, shards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withK(int newK) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, newK, shards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withShards(int newShards) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, k, newShards, maxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withMaxPayloadBytes(int newMaxPayloadBytes) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, k, shards, newMaxPayloadBytes, queryBytes, seed, url);
    }

    public PackSpec withQueryBytes(int newQueryBytes) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, k, shards, maxPayloadBytes, newQueryBytes, seed, url);
    }

    public PackSpec withSeed(long newSeed) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, k, shards, maxPayloadBytes, queryBytes, newSeed, url);
    }

    public PackSpec withUrl(String newUrl) {
        return new PackSpec(
                metric, partitions, copies, refineRows, nprobes, k, shards, maxPayloadBytes, queryBytes, seed, newUrl);
    }
}
