package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.snippet.SnippetBundle;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.jvm.PackResult.PackedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Packs vectors for the edge. The same rows and the same [PackSpec] make the same bytes.
public final class PackWriter {
    private final PackRows rows;
    private final PackSpec spec;
    private final PackParameters parameters;
    private final CodedCentroids centroids;
    private final ResidualScale scale;
    private final PackProgress progress;

    private PackWriter(
            PackRows rows,
            PackSpec spec,
            PackParameters parameters,
            CodedCentroids centroids,
            ResidualScale scale,
            PackProgress progress) {
        this.rows = rows;
        this.spec = spec;
        this.parameters = parameters;
        this.centroids = centroids;
        this.scale = scale;
        this.progress = progress;
    }

    /// Writes `pack.bin`, `main.js` and `pack.json` into `directory`, which is created; with several
    /// shards, into `directory/shard-0`, `directory/shard-1`, …
    ///
    /// All rows are held in memory. The head of an object is written last: an interrupted packing leaves
    /// no valid object.
    ///
    /// @throws IllegalArgumentException if a vector or a row id cannot be packed
    /// @throws dev.evodb.error.LimitExceededException if a payload, a partition or the snippet gets too
    ///     large
    public static PackResult write(PackSource source, PackSpec spec, Path directory, PackProgress progress)
            throws IOException {
        PackRows rows = PackRows.read(source, spec, progress);
        PackParameters parameters = PackParameters.choose(spec, rows);
        Centroids centroids = Centroids.train(rows, parameters, progress);
        Assignment assignment = Assignment.of(rows, centroids, parameters, progress);
        CodedCentroids coded = CodedCentroids.of(centroids);
        ResidualScale scale = ResidualScale.of(rows, parameters.metric(), coded, assignment);
        PackWriter writer = new PackWriter(rows, spec, parameters, coded, scale, progress);
        List<PackedObject> objects = new ArrayList<>();
        if (spec.shards() == 1) {
            objects.add(writer.writeObject(assignment, 0, directory, spec.url()));
        } else {
            Assignment[] dealt = assignment.deal(rows.rows(), spec.shards());
            for (int shard = 0; shard < dealt.length; shard++) {
                String name = "shard-" + shard;
                objects.add(
                        writer.writeObject(dealt[shard], shard, directory.resolve(name), shardUrl(spec.url(), name)));
            }
        }
        return new PackResult(parameters, rows.rows(), rows.skippedRows(), objects);
    }

    /// `…/pack.bin` becomes `…/shard-0/pack.bin`.
    private static String shardUrl(String url, String name) {
        int slash = url.lastIndexOf('/');
        return url.substring(0, slash + 1) + name + url.substring(slash < 0 ? 0 : slash);
    }

    private PackedObject writeObject(Assignment assignment, int shard, Path directory, String url) throws IOException {
        Files.createDirectories(directory);
        int distinct = assignment.distinctRows();
        HeadEncoder head = new HeadEncoder(parameters, centroids, scale, assignment, rows, shard);
        PartitionEncoder encoder = new PartitionEncoder(rows, parameters.metric(), centroids, scale, rows.rowIdBytes());
        int largestRows = 0;
        int largestBytes = 0;
        long length = head.headBytes();
        byte[] headBytes;
        try (FileChannel file = FileChannel.open(
                directory.resolve("pack.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            int partitions = parameters.partitions();
            for (int p = 0; p < partitions; p++) {
                int[] ordinals = assignment.rowsOfPartition()[p];
                byte[] bytes = encoder.encode(p, ordinals);
                writeFully(file, bytes, length);
                head.addPartition(p, bytes, ordinals.length);
                length += bytes.length;
                largestRows = Math.max(largestRows, ordinals.length);
                largestBytes = Math.max(largestBytes, bytes.length);
                progress.at("write", shard * partitions + p + 1, parameters.shards() * partitions);
            }
            headBytes = head.finish();
            writeFully(file, headBytes, 0);
        }
        int crc = LittleEndian.readInt(headBytes, PackFormat.AT_HEAD_CRC);
        String module = Snippet.module(url, headBytes.length, crc, parameters.k(), parameters.nprobes());
        Files.writeString(directory.resolve("main.js"), module, StandardCharsets.UTF_8);
        PackedObject object = new PackedObject(
                directory,
                url,
                length,
                headBytes.length,
                crc,
                distinct,
                Math.toIntExact(assignment.storedRows()),
                largestRows,
                largestBytes,
                SnippetBundle.utf8Length(module));
        Files.writeString(directory.resolve("pack.json"), facts(object, shard), StandardCharsets.UTF_8);
        return object;
    }

    private static void writeFully(FileChannel file, byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
    }

    /// `pack.json`: for people and for tools that must not read the binary.
    private String facts(PackedObject object, int shard) {
        List<String> columns =
                rows.payloadColumns().stream().map(JsonText::quoted).toList();
        return new JsonText()
                .number("formatVersion", PackFormat.VERSION)
                .text("url", object.url())
                .text("metric", parameters.metric().wireName())
                .number("dims", parameters.dims())
                .number("k", parameters.k())
                .number("nprobes", parameters.nprobes())
                .number("partitions", parameters.partitions())
                .number("partitionRows", parameters.partitionRows())
                .number("refineRows", parameters.refineRows())
                .number("seed", spec.seed())
                .number("shard", shard)
                .number("shards", parameters.shards())
                .number("rows", object.rows())
                .number("storedRows", object.storedRows())
                .number("skippedRows", rows.skippedRows())
                .raw("payload", "[" + String.join(",", columns) + "]")
                .number("bytes", object.bytes())
                .number("headBytes", object.headBytes())
                .text("headCrc32", Integer.toHexString(object.headCrc()))
                .number("largestPartitionRows", object.largestPartitionRows())
                .number("largestPartitionBytes", object.largestPartitionBytes())
                .number("snippetBytes", object.snippetBytes())
                .text(
                        "request",
                        "POST with content-type application/octet-stream and " + 4 * parameters.dims()
                                + " bytes: the vector as little-endian f32; optional parameters k and nprobes")
                .lines();
    }
}
