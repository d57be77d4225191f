package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippets.lance.HeadLayout;
import dev.evodb.snippets.lance.Lanes;
import dev.evodb.snippets.lance.PackBytes;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import dev.evodb.snippets.lance.TableLanes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pack on this machine, checked and searched on the JVM by the code that the snippet runs.
/// Thread-safe; whoever opens it closes it.
public final class PackFile implements Closeable {
    private static final Lanes LANES = new TableLanes();

    private final FileChannel file;
    private final String name;
    private final byte[] headBytes;
    private final PackHead head;

    private PackFile(FileChannel file, String name, byte[] headBytes) {
        this.file = file;
        this.name = name;
        this.headBytes = headBytes;
        this.head = new PackHead(PackBytes.of(headBytes));
    }

    /// Opens a `pack.bin` and checks the structure of its head. That every byte of the head is the
    /// packer's only its digest tells, which is not in the object: see the other method.
    ///
    /// @throws CorruptFileException if the head is damaged
    /// @throws dev.evodb.error.UnsupportedFeatureException if the pack is of another version
    public static PackFile open(Path path) throws IOException {
        return open(path, "");
    }

    /// As above, and compares the SHA-256 of the head, in hex, with that of `pack.json` or `main.js`.
    /// Empty: is not compared.
    public static PackFile open(Path path, String headSha256) throws IOException {
        String name = String.valueOf(path.getFileName());
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        boolean isOpened = false;
        try {
            long length = file.size();
            byte[] header = read(file, name, 0, (int) Math.min(PackFormat.HEADER_BYTES, length));
            byte[] bytes = read(file, name, 0, PackChecks.headBytes(name, header, length));
            if (!headSha256.isEmpty()) {
                requireDigest(name, bytes, headSha256);
            }
            PackChecks.head(name, bytes, length);
            isOpened = true;
            return new PackFile(file, name, bytes);
        } finally {
            if (!isOpened) {
                file.close();
            }
        }
    }

    private static void requireDigest(String name, byte[] head, String expected) {
        String found = Digests.hex(Digests.sha256(head, 0, head.length));
        if (!found.equals(expected)) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(0), "SHA-256 of the head is " + found + ", needs " + expected);
        }
    }

    private static byte[] read(FileChannel file, String name, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new CorruptFileException(
                        Location.of(name).atOffset(at), "file ends inside a range of " + length + " bytes");
            }
        }
        return buffer.array();
    }

    public PackHead head() {
        return head;
    }

    /// Header fields that a search does not need, by position; see [PackFormat].
    public int headerField(int at) {
        return LittleEndian.readInt(headBytes, at);
    }

    /// Distinct rows of this object.
    public int rows() {
        return headerField(PackFormat.AT_ROWS);
    }

    /// Names of the payload columns, in order.
    public List<String> payloadColumns() {
        List<String> names = new ArrayList<>();
        int at = HeadLayout.of(
                        head.queryDims(),
                        head.dims(),
                        head.metric(),
                        headerField(PackFormat.AT_CELLS),
                        head.partitions(),
                        headerField(PackFormat.AT_NAME_BYTES))
                .names();
        for (int c = 0; c < head.columns(); c++) {
            int length = headBytes[at] & 0xFF;
            names.add(new String(headBytes, at + 1, length, StandardCharsets.UTF_8));
            at += 1 + length;
        }
        return names;
    }

    /// Reads and checks one partition.
    ///
    /// @throws CorruptFileException if its bytes are damaged
    public PackPartition partition(int number) throws IOException {
        return new PackPartition(head, PackBytes.of(checked(number)));
    }

    private byte[] checked(int number) throws IOException {
        long at = (long) PackFormat.ALIGNMENT * head.partitionUnit(number);
        byte[] bytes = read(file, name, at, head.partitionBytes(number));
        PackChecks.partition(name, headBytes, number, bytes);
        return bytes;
    }

    /// Answers what the snippet answers that has no budgets. `nprobes` 0 means as many as the pack wants for
    /// this query, one above the partition count all.
    ///
    /// @throws IllegalArgumentException if `vector` has not `head().queryDims()` finite values, `k`
    ///     is not in `1..=100`, or `nprobes` not in `0..=PackFormat.MAX_PROBES`
    public PackHits search(float[] vector, int k, int nprobes) throws IOException {
        return search(vector, k, nprobes, null);
    }

    /// As above, among the rows that match `filter`, if there is one.
    ///
    /// @throws IllegalArgumentException as above, or if the filter names a column that the pack has not
    public PackHits search(float[] vector, int k, int nprobes, @Nullable PayloadFilter filter) throws IOException {
        checkRequest(vector, k, nprobes);
        PackQuery query = new PackQuery(head, LANES, vector.clone(), nprobes, PackFormat.MAX_PROBES);
        PackPartition[] partitions = new PackPartition[query.nprobes()];
        for (int slot = 0; slot < partitions.length; slot++) {
            partitions[slot] = partition(query.probe(slot));
        }
        byte @Nullable [][] matches = filter == null ? null : filter.matches(payloadColumns(), partitions);
        return new PackSearch(query, LANES, k).run(partitions, matches);
    }

    private void checkRequest(float[] vector, int k, int nprobes) {
        if (vector.length != head.queryDims()) {
            throw new IllegalArgumentException(
                    "vector has " + vector.length + " dims, the pack has " + head.queryDims());
        }
        for (int d = 0; d < vector.length; d++) {
            if (!Float.isFinite(vector[d])) {
                throw new IllegalArgumentException("vector value " + d + " is not finite");
            }
        }
        requireIn("k", k, 1, PackFormat.MAX_K);
        requireIn("nprobes", nprobes, 0, PackFormat.MAX_PROBES);
    }

    private static void requireIn(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be in " + least + "..=" + most + ", got " + value);
        }
    }

    /// The JSON of payload column `column` of a hit.
    public String payload(PackHits hits, int hit, int column) {
        return payload(hits.partition(hit), hits.row(hit), column);
    }

    static String payload(PackPartition partition, int row, int column) {
        int from = partition.payloadFrom(row, column);
        return new String(partition.bytes(), from, partition.payloadTo(row, column) - from, StandardCharsets.UTF_8);
    }

    /// Reads and checks every partition, and the counts of the head.
    ///
    /// @throws CorruptFileException at the first damage
    public void verify() throws IOException {
        long stored = 0;
        int largest = 0;
        long[] ids = new long[1024];
        for (int p = 0; p < head.partitions(); p++) {
            PackPartition partition = partition(p);
            largest = Math.max(largest, partition.rows());
            for (int row = 0; row < partition.rows(); row++) {
                if (stored == ids.length) {
                    ids = Arrays.copyOf(ids, Math.multiplyExact(ids.length, 2));
                }
                ids[(int) stored++] = (long) partition.rowId(row);
            }
        }
        Arrays.sort(ids, 0, (int) stored);
        int rows = 0;
        int copies = 0;
        int mostCopies = 1;
        for (int i = 0; i < stored; i++) {
            boolean isNew = i == 0 || ids[i] != ids[i - 1];
            rows += isNew ? 1 : 0;
            copies = isNew ? 1 : copies + 1;
            mostCopies = Math.max(mostCopies, copies);
        }
        requireCount(PackFormat.AT_STORED_ROWS, "stored rows", stored);
        requireCount(PackFormat.AT_ROWS, "rows", rows);
        requireCount(PackFormat.AT_COPIES, "most partitions of a row", mostCopies);
        requireCount(PackFormat.AT_PARTITION_ROWS, "rows of the largest partition", largest);
    }

    private void requireCount(int at, String what, long counted) {
        if (headerField(at) != counted) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(at), what + " is " + headerField(at) + ", needs " + counted);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
