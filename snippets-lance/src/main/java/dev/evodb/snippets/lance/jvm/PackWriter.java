package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippet.SnippetBundle;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.jvm.PackResult.PackedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// Packs vectors for the edge. The same rows and the same [PackSpec] make the same bytes, however many
/// threads there are.
public final class PackWriter {
    /// What is encoded before it is written.
    private static final long WINDOW_BYTES = 64 << 20;

    private static final int MAX_WINDOW = 256;

    private final PackRows rows;
    private final PackSpec spec;
    private final PackDesign design;
    private final PackParameters parameters;
    private final RowScale scale;

    /// By partition, of its rows in all shards.
    private final float[][] bases;

    private final byte[] packId;
    private final PackProgress progress;

    private PackWriter(
            PackRows rows,
            PackSpec spec,
            PackDesign design,
            RowScale scale,
            int[][] rowsOfPartition,
            PackProgress progress) {
        this.rows = rows;
        this.spec = spec;
        this.design = design;
        this.parameters = design.parameters();
        this.scale = scale;
        this.bases = new float[rowsOfPartition.length][];
        IntStream.range(0, bases.length)
                .parallel()
                .forEach(p -> bases[p] = RowScale.base(design.vectors(), rowsOfPartition[p]));
        this.packId = packId(rows, design.parameters());
        this.progress = progress;
    }

    /// Writes `pack.bin`, `main.js` and `pack.json` into `directory`, which is created; with several
    /// shards, into `directory/shard-0`, `directory/shard-1`, …
    ///
    /// Vectors and payload wait in scratch files in `directory`; on the heap are 16 bytes a row, 4 a
    /// stored row, and the centroids. Each file appears whole under its name or not at all, `pack.bin`
    /// before the snippet that knows its digest.
    ///
    /// @throws IllegalArgumentException if a vector, a row id or a payload value cannot be packed
    /// @throws dev.evodb.error.LimitExceededException if a payload, a partition or the snippet gets too
    ///     large
    public static PackResult write(PackSource source, PackSpec spec, Path directory, PackProgress progress)
            throws IOException {
        try (PackRows rows = PackRows.read(source, spec, directory, progress);
                PackDesign design = PackDesign.of(rows, spec, directory, progress)) {
            PackParameters parameters = design.parameters();
            Assignment assignment = Assignment.of(
                    design.vectors(), spec.metric(), design.centroids(), parameters.partitionRows(), progress);
            RowScale scale = RowScale.of(design.vectors(), spec.metric(), assignment.rowsOfPartition());
            PackWriter writer = new PackWriter(rows, spec, design, scale, assignment.rowsOfPartition(), progress);
            List<PackedObject> objects = new ArrayList<>();
            if (spec.shards() == 1) {
                objects.add(writer.writeObject(assignment, 0, directory, spec.url()));
            } else {
                Assignment[] dealt = assignment.deal(rows.rows(), spec.shards());
                for (int shard = 0; shard < dealt.length; shard++) {
                    String name = "shard-" + shard;
                    objects.add(writer.writeObject(
                            dealt[shard], shard, directory.resolve(name), shardUrl(spec.url(), name)));
                }
            }
            return new PackResult(
                    parameters,
                    design.measurement(),
                    HexFormat.of().formatHex(writer.packId),
                    rows.rows(),
                    rows.skippedRows(),
                    objects);
        }
    }

    /// Of what is packed and how; the same for all shards.
    private static byte[] packId(PackRows rows, PackParameters parameters) {
        MessageDigest digest = Digests.sha256();
        digest.update(rows.digest());
        digest.update(parameters.toString().getBytes(StandardCharsets.UTF_8));
        for (String column : rows.payload().columns()) {
            digest.update((byte) 0);
            digest.update(column.getBytes(StandardCharsets.UTF_8));
        }
        return Arrays.copyOf(digest.digest(), PackFormat.PACK_ID_BYTES);
    }

    /// `…/pack.bin` becomes `…/shard-0/pack.bin`.
    private static String shardUrl(String url, String name) {
        int slash = url.lastIndexOf('/');
        return url.substring(0, slash + 1) + name + url.substring(slash < 0 ? 0 : slash);
    }

    private PackedObject writeObject(Assignment assignment, int shard, Path directory, String url) throws IOException {
        Files.createDirectories(directory);
        HeadEncoder head = new HeadEncoder(
                parameters,
                design.centroids(),
                design.projection(),
                scale,
                rows.payload().columns(),
                packId);
        long length = head.headBytes();
        int largestRows = 0;
        int largestBytes = 0;
        byte[] headBytes;
        try (PublishedFile file = PublishedFile.create(directory.resolve("pack.bin"))) {
            int[][] lists = assignment.rowsOfPartition();
            int window = window();
            for (int from = 0; from < lists.length; from += window) {
                byte[][] encoded = encode(lists, from, Math.min(lists.length, from + window));
                for (int i = 0; i < encoded.length; i++) {
                    int count = lists[from + i].length;
                    file.write(encoded[i], length);
                    head.addPartition(count, encoded[i].length);
                    length += encoded[i].length;
                    largestRows = Math.max(largestRows, count);
                    largestBytes = Math.max(largestBytes, encoded[i].length);
                }
                progress.at("write", shard * lists.length + from + encoded.length, parameters.shards() * lists.length);
            }
            headBytes = head.finish(assignment, rows.skippedRows(), rows.rowIdBytes(), shard);
            file.write(headBytes, 0);
            file.publish();
        }
        String sha = Digests.hex(Digests.sha256(headBytes, 0, headBytes.length));
        String module = Snippet.module(config(url, headBytes.length, sha));
        PublishedFile.write(directory.resolve("main.js"), module);
        PackedObject object = new PackedObject(
                directory,
                url,
                length,
                headBytes.length,
                sha,
                assignment.distinctRows(),
                Math.toIntExact(assignment.storedRows()),
                largestRows,
                largestBytes,
                SnippetBundle.utf8Length(module));
        PublishedFile.write(directory.resolve("pack.json"), facts(object, shard));
        return object;
    }

    /// How many partitions are encoded at once.
    private int window() {
        int storedBytes = PackParameters.storedBytes(
                spec.metric(), parameters.dims(), rows.rowIdBytes(), rows.payload(), rows.rows());
        long partitionBytes = (long) storedBytes * parameters.partitionRows();
        return Math.clamp(WINDOW_BYTES / partitionBytes, 1, MAX_WINDOW);
    }

    private byte[][] encode(int[][] lists, int from, int to) {
        PartitionEncoder encoder = new PartitionEncoder(
                design.vectors(), rows.rowIds(), rows.payload(), spec.metric(), scale, rows.rowIdBytes(), packId);
        byte[][] encoded = new byte[to - from][];
        IntStream.range(from, to).parallel().forEach(p -> encoded[p - from] = encoder.encode(p, lists[p], bases[p]));
        return encoded;
    }

    /// The constants of the snippet.
    private String config(String url, int headBytes, String sha) {
        return new JsonText()
                .text("url", url)
                .number("head", headBytes)
                .text("sha", sha)
                .text("metric", spec.metric().wireName())
                .number("dims", parameters.dims())
                .texts("columns", rows.payload().columns())
                .number("k", parameters.k())
                .number("rows", parameters.rowBudget())
                .number("coldRows", parameters.coldRowBudget())
                .number("subrequests", spec.profile().subrequests())
                .number("hotBytes", spec.profile().hotBytes())
                .number("rehearsals", spec.rehearsals())
                .line();
    }

    /// `pack.json`: for people and for tools that must not read the binary.
    private String facts(PackedObject object, int shard) {
        PackMeasurement measured = design.measurement();
        String measurement = new JsonText()
                .number("sampleRows", measured.sampleRows())
                .number("k", measured.k())
                .share("target", measured.target())
                .share("recall", measured.recall())
                .share("coverage", measured.coverage())
                .share("reducedRecall", measured.reducedRecall())
                .line();
        return new JsonText()
                .number("formatVersion", PackFormat.VERSION)
                .text("packId", HexFormat.of().formatHex(packId))
                .text("url", object.url())
                .text("metric", parameters.metric().wireName())
                .number("dims", parameters.queryDims())
                .number("codedDims", parameters.dims())
                .text("profile", spec.profile().wireName())
                .number("k", parameters.k())
                .number("nprobes", parameters.nprobes())
                .number("hardProbes", parameters.hardProbes())
                .number("cells", parameters.cells())
                .number("partitions", parameters.partitions())
                .number("partitionRows", parameters.partitionRows())
                .number("opened", parameters.opened())
                .number("spread", parameters.spread())
                .number("refineRows", parameters.refineRows())
                .number("rowBudget", parameters.rowBudget())
                .number("coldRowBudget", parameters.coldRowBudget())
                .number("rehearsals", spec.rehearsals())
                .number("seed", parameters.seed())
                .number("shard", shard)
                .number("shards", parameters.shards())
                .number("rows", object.rows())
                .number("storedRows", object.storedRows())
                .number("skippedRows", rows.skippedRows())
                .texts("payload", rows.payload().columns())
                .raw("measured", measured.sampleRows() == 0 ? "null" : measurement)
                .number("bytes", object.bytes())
                .number("headBytes", object.headBytes())
                .text("headSha256", object.headSha256())
                .number("largestPartitionRows", object.largestPartitionRows())
                .number("largestPartitionBytes", object.largestPartitionBytes())
                .number("snippetBytes", object.snippetBytes())
                .text(
                        "request",
                        "POST with content-type application/octet-stream and " + 4 * parameters.queryDims()
                                + " bytes: the vector as little-endian f32; optional parameters k and nprobes")
                .lines();
    }
}
