package dev.evodb.rivals;

import dev.evodb.ann.index.AnnIndex;
import dev.evodb.rivals.driver.DriverReply;
import dev.evodb.rivals.driver.DriverReply.Built;
import dev.evodb.rivals.peer.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Built indices of one set, and what each cost. An index is kept until the base file or, for ours, the
/// code that built it is another.
final class IndexCache {
    private static final String COST = "built.txt";
    private static final int SAMPLE_BYTES = 1 << 20;

    private final Path folder;
    private final String fingerprint;

    IndexCache(Path folder, Path base) throws IOException {
        this.folder = folder;
        this.fingerprint = fingerprint(base);
    }

    /// Of the length, the beginning and the end.
    private static String fingerprint(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            sum.update(ByteBuffer.allocate(8).putLong(channel.size()).flip());
            for (long from : new long[] {0, Math.max(0, channel.size() - SAMPLE_BYTES)}) {
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(SAMPLE_BYTES, channel.size()));
                while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                    // Until it is full.
                }
                sum.update(bytes.flip());
            }
        }
        return Long.toHexString(sum.getValue());
    }

    /// Of the jar that holds our index; classes in a folder change too often to be told apart.
    private static String ourCode() throws IOException {
        CodeSource source = AnnIndex.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return String.valueOf(System.nanoTime());
        }
        Path jar = Path.of(source.getLocation().getPath());
        if (!Files.isRegularFile(jar)) {
            return String.valueOf(System.nanoTime());
        }
        CRC32C sum = new CRC32C();
        try (InputStream in = Files.newInputStream(jar)) {
            sum.update(in.readAllBytes());
        }
        return Long.toHexString(sum.getValue());
    }

    private String key(Peer peer) throws IOException {
        return fingerprint + (peer.isOurs() ? " " + ourCode() : "");
    }

    Path folder(Peer peer, int partitions, int subvectors) {
        return peer.indexFolder(folder, partitions, subvectors);
    }

    /// What the index in `index` cost, if it is there and still right.
    Optional<Built> find(Peer peer, Path index) throws IOException {
        Path file = index.resolve(COST);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2 || !lines.getFirst().equals(key(peer))) {
            return Optional.empty();
        }
        return DriverReply.parse(lines.subList(1, 2)).built();
    }

    /// Marks the index in `index` as built.
    void put(Peer peer, Path index, Built cost) throws IOException {
        Files.write(index.resolve(COST), List.of(key(peer), cost.line()));
    }

    /// Removes what is in `index` and makes the folder.
    static void clear(Path index) throws IOException {
        if (Files.exists(index)) {
            try (Stream<Path> files = Files.walk(index)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(index);
    }
}
