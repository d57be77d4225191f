package dev.evodb.ann.index;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.LocalByteSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder of an index. Its files are written once and never changed; `current.evoann` names those
/// that make up the index, and replacing it, which is atomic, is what changes the index.
final class IndexFolder {
    /// The file that names the others.
    static final String CURRENT = "current.evoann";

    private static final String LOCK = "writer.lock";
    private static final String SUFFIX = ".evoann";
    private static final long MAGIC = 0x314D_4E4E_414F_5645L; // EVOANNM1
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 48;
    private static final int MAX_SEGMENTS = 1 << 16;

    private final Path folder;

    IndexFolder(Path folder) {
        this.folder = folder;
    }

    /// The state of an index: `generation` counts its changes; `segments` are the numbers of its segment
    /// files, the base first; `deletions` is the number of the deletion file, 0 if no row is deleted;
    /// `nextFile` is the first number that no file ever had.
    record State(long generation, long nextFile, List<Long> segments, long deletions) {
        State {
            segments = List.copyOf(segments);
        }
    }

    Path segmentPath(long number) {
        return folder.resolve(segmentName(number));
    }

    Path deletionsPath(long number) {
        return folder.resolve(deletionsName(number));
    }

    private static String segmentName(long number) {
        return "segment-" + number + SUFFIX;
    }

    private static String deletionsName(long number) {
        return "deletions-" + number + SUFFIX;
    }

    /// Opens a file of the folder; errors call it by its name there.
    static LocalByteSource open(Path file) throws IOException {
        return LocalByteSource.open(file, file.getFileName().toString());
    }

    /// Whether there is an index.
    boolean exists() {
        return Files.isRegularFile(folder.resolve(CURRENT));
    }

    /// @throws NoSuchFileException if there is no index
    State read() throws IOException {
        if (!exists()) {
            throw new NoSuchFileException(
                    folder.toString(), null, "no index in " + folder + ": it has no file " + CURRENT);
        }
        byte[] bytes;
        try (LocalByteSource source = open(folder.resolve(CURRENT))) {
            if (source.length() > HEAD_BYTES + 8L * MAX_SEGMENTS) {
                throw new CorruptFileException(Location.of(CURRENT), "index file has " + source.length() + " bytes");
            }
            bytes = new byte[(int) source.length()];
            source.copy(0, MemorySegment.ofArray(bytes));
        }
        return parse(bytes);
    }

    /// The deleted places of an index that has so many; null if there are none.
    @Nullable
    BitSet readDeletions(State state, int places) throws IOException {
        if (state.deletions() == 0) {
            return null;
        }
        try (LocalByteSource source = open(deletionsPath(state.deletions()))) {
            return Deletions.read(source, places);
        }
    }

    static State parse(byte[] bytes) {
        Location at = Location.of(CURRENT).atOffset(0);
        if (bytes.length < HEAD_BYTES) {
            throw new CorruptFileException(at, "index file has " + bytes.length + " bytes, needs " + HEAD_BYTES);
        }
        long magic = LittleEndian.readLong(bytes, 0);
        if (magic != MAGIC) {
            throw new CorruptFileException(
                    at, "magic is " + Long.toHexString(magic) + ", index files begin with EVOANNM1");
        }
        int version = LittleEndian.readInt(bytes, 8);
        if (version != VERSION) {
            throw new UnsupportedFeatureException("index version", Integer.toString(version), "" + VERSION, at);
        }
        int count = LittleEndian.readInt(bytes, 12);
        if (count < 1 || count > MAX_SEGMENTS || bytes.length != HEAD_BYTES + 8 * count) {
            throw new CorruptFileException(
                    at.atOffset(12), "index file of " + bytes.length + " bytes has " + count + " segments");
        }
        int stated = LittleEndian.readInt(bytes, 40);
        int found = checksum(bytes);
        if (found != stated) {
            throw new CorruptFileException(
                    at.atOffset(40),
                    "CRC-32C is " + Integer.toHexString(found) + ", stated is " + Integer.toHexString(stated));
        }
        List<Long> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(LittleEndian.readLong(bytes, HEAD_BYTES + 8 * i));
        }
        return new State(
                LittleEndian.readLong(bytes, 16),
                LittleEndian.readLong(bytes, 24),
                segments,
                LittleEndian.readLong(bytes, 32));
    }

    static byte[] bytes(State state) {
        byte[] bytes = new byte[HEAD_BYTES + 8 * state.segments().size()];
        LittleEndian.writeLong(bytes, 0, MAGIC);
        LittleEndian.writeInt(bytes, 8, VERSION);
        LittleEndian.writeInt(bytes, 12, state.segments().size());
        LittleEndian.writeLong(bytes, 16, state.generation());
        LittleEndian.writeLong(bytes, 24, state.nextFile());
        LittleEndian.writeLong(bytes, 32, state.deletions());
        for (int i = 0; i < state.segments().size(); i++) {
            LittleEndian.writeLong(bytes, HEAD_BYTES + 8 * i, state.segments().get(i));
        }
        LittleEndian.writeInt(bytes, 40, checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        byte[] checked = bytes.clone();
        LittleEndian.writeInt(checked, 40, 0);
        return SegmentFormat.checksum(MemorySegment.ofArray(checked));
    }

    /// Makes `state` the index, and removes files that it does not name. Whoever has the old state open
    /// keeps it.
    void publish(State state) throws IOException {
        try (DurableFile file = DurableFile.create(folder.resolve(CURRENT))) {
            file.write(0, MemorySegment.ofArray(bytes(state)));
            file.publish();
        }
        sweep(state);
    }

    /// Removes what an interrupted writer left behind: files of this format that `state` does not name.
    private void sweep(State state) throws IOException {
        Set<String> named = new HashSet<>();
        named.add(CURRENT);
        state.segments().forEach(number -> named.add(segmentName(number)));
        named.add(deletionsName(state.deletions()));
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "{segment,deletions,current}*" + SUFFIX + "*")) {
            for (Path file : files) {
                if (!named.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// What one writer does while no other writes.
    interface Change {
        void run() throws IOException;
    }

    /// Runs a change while holding the lock of the folder, which is made if it is missing.
    ///
    /// @throws IOException if another writer holds it
    void change(Change change) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (!lock.isValid()) {
                throw new IOException("lock of " + folder + " was lost");
            }
            change.run();
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException("index " + folder + " is being written by this process", e);
        }
        if (lock == null) {
            throw new IOException("index " + folder + " is being written by another process");
        }
        return lock;
    }
}
