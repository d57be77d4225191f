package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.Crc32;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippets.lance.Lanes;
import dev.evodb.snippets.lance.PackBytes;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import dev.evodb.snippets.lance.ScalarLanes;
import dev.evodb.vector.Kernels;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pack on this machine, searched on the JVM by the code that the snippet runs. Thread-safe; whoever
/// opens it closes it.
public final class PackFile implements Closeable {
    private static final Lanes LANES = new ScalarLanes();

    private final FileChannel file;
    private final PackHead head;
    private final byte[] headBytes;

    private PackFile(FileChannel file, PackHead head, byte[] headBytes) {
        this.file = file;
        this.head = head;
        this.headBytes = headBytes;
    }

    /// Opens a `pack.bin` and verifies the checksum of its head.
    ///
    /// @throws CorruptFileException if the head is damaged
    public static PackFile open(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        boolean isOpened = false;
        try {
            byte[] header = read(file, name, 0, (int) Math.min(PackFormat.HEADER_BYTES, file.size()));
            if (header.length < PackFormat.HEADER_BYTES) {
                PackHead.parse(name, PackBytes.of(header), LANES);
            }
            int headBytes = LittleEndian.readInt(header, PackFormat.AT_HEAD_BYTES);
            boolean isInside = headBytes >= PackFormat.HEADER_BYTES && headBytes <= file.size();
            byte[] bytes = isInside ? read(file, name, 0, headBytes) : header;
            PackHead head = PackHead.parse(name, PackBytes.of(bytes), LANES);
            byte[] unsigned = bytes.clone();
            LittleEndian.writeInt(unsigned, PackFormat.AT_HEAD_CRC, 0);
            requireCrc(Location.of(name).atOffset(0), "head", head.crc(), unsigned);
            isOpened = true;
            return new PackFile(file, head, bytes);
        } finally {
            if (!isOpened) {
                file.close();
            }
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

    private static void requireCrc(Location at, String what, int expected, byte[] bytes) {
        int found = Crc32.of(0, bytes, 0, bytes.length);
        if (found != expected) {
            throw new CorruptFileException(
                    at,
                    what + " has CRC-32 " + Integer.toHexString(found) + ", should be "
                            + Integer.toHexString(expected));
        }
    }

    public PackHead head() {
        return head;
    }

    /// Names of the payload columns, in order.
    public List<String> payloadColumns() {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < head.columns(); c++) {
            names.add(new String(headBytes, head.columnNameFrom(c), head.columnNameBytes(c), StandardCharsets.UTF_8));
        }
        return names;
    }

    /// Reads and checks one partition.
    ///
    /// @throws CorruptFileException if its bytes are damaged
    public PackPartition partition(int number) throws IOException {
        long at = (long) PackFormat.ALIGNMENT * head.partitionUnit(number);
        byte[] bytes = read(file, head.name(), at, head.partitionBytes(number));
        requireCrc(new Location(head.name(), "", number, at), "partition " + number, head.partitionCrc(number), bytes);
        return PackPartition.parse(head, number, PackBytes.of(bytes), LANES);
    }

    /// Answers what the snippet answers.
    ///
    /// @throws IllegalArgumentException as [PackQuery#of]
    public PackHits search(Kernels kernels, float[] vector, int k, int nprobes) throws IOException {
        PackQuery query = PackQuery.of(head, kernels, vector, k, nprobes);
        PackPartition[] partitions = new PackPartition[query.nprobes()];
        for (int slot = 0; slot < partitions.length; slot++) {
            partitions[slot] = partition(query.probe(slot));
        }
        return PackSearch.prepare(query, kernels, LANES).run(partitions);
    }

    /// The payload of a hit by column name, null values included.
    public Map<String, @Nullable String> payload(PackHits hits, int hit) {
        Map<String, @Nullable String> payload = new LinkedHashMap<>();
        PackPartition partition = hits.partition(hit);
        int row = hits.row(hit);
        List<String> names = payloadColumns();
        for (int c = 0; c < names.size(); c++) {
            payload.put(names.get(c), payload(partition, row, c));
        }
        return payload;
    }

    private static @Nullable String payload(PackPartition partition, int row, int column) {
        int from = partition.payloadFrom(row, column);
        return partition.isPayloadNull(row, column)
                ? null
                : new String(partition.bytes(), from, partition.payloadBytes(row, column), StandardCharsets.UTF_8);
    }

    /// Reads every partition and every payload value.
    ///
    /// @throws CorruptFileException at the first damage
    public void verify() throws IOException {
        for (int p = 0; p < head.partitions(); p++) {
            PackPartition partition = partition(p);
            for (int row = 0; row < partition.rows(); row++) {
                for (int c = 0; c < head.columns(); c++) {
                    partition.payloadFrom(row, c);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
