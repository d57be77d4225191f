package dev.evodb.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.BasePaths.StoredFile;
import dev.evodb.lance.deletion.DeletionFileReader;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.RowSequence;
import dev.evodb.lance.rowid.RowIdIndex;
import dev.evodb.lance.rowid.RowIdSequence;
import dev.evodb.lance.rowid.RowVersions;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// What is known of the rows of each fragment beside their values: how many there are, which are deleted,
/// which ids they have. Read when first asked for; deletions are kept up to a number of bytes.
/// Thread-safe.
final class Fragments {
    static final String DATA_FOLDER = "data/";
    private static final String DELETIONS_FOLDER = "_deletions/";
    /// An address has 32 bits for the row.
    private static final long MAX_ROWS = 1L << 32;

    private final List<DataFragment> fragments;
    private final boolean hasStableRowIds;
    private final BasePaths paths;
    private final OpenFiles files;
    private final ReadLimits limits;
    private final Location manifest;
    private final Map<Long, Integer> byId = new HashMap<>();
    private final LinkedHashMap<Long, DeletionVector> deletions = new LinkedHashMap<>(16, 0.75f, true);
    private long deletionBytes;
    private volatile @Nullable RowIdIndex rowIdIndex;
    private volatile long @Nullable [] starts;

    Fragments(
            List<DataFragment> fragments,
            boolean hasStableRowIds,
            BasePaths paths,
            OpenFiles files,
            ReadLimits limits,
            Location manifest) {
        this.fragments = fragments;
        this.hasStableRowIds = hasStableRowIds;
        this.paths = paths;
        this.files = files;
        this.limits = limits;
        this.manifest = manifest;
        for (int i = 0; i < fragments.size(); i++) {
            byId.put(fragments.get(i).id(), i);
        }
    }

    /// In manifest order.
    List<DataFragment> all() {
        return fragments;
    }

    /// The position of the fragment with that id in [#all], or -1.
    int indexOf(long fragmentId) {
        return byId.getOrDefault(fragmentId, -1);
    }

    boolean hasStableRowIds() {
        return hasStableRowIds;
    }

    ReadLimits limits() {
        return limits;
    }

    Location manifest() {
        return manifest;
    }

    /// Reads `fragment`; for one thread, which closes it.
    FragmentReader reader(DataFragment fragment) throws IOException {
        return new FragmentReader(this, fragment, physicalRows(fragment));
    }

    /// The file at `path`, which has passed [RelativePath#check], where the data file `file` is.
    StoredFile dataFile(DataFile file, String path) {
        return paths.file(DATA_FOLDER, path, file.baseId());
    }

    /// A data file of a fragment, open until the lease is closed.
    OpenFiles.Lease lease(DataFile file) throws IOException {
        return files.lease(dataFile(file, file.path()));
    }

    /// The rows that the files of `fragment` have. Where the manifest does not tell, the first file does.
    long physicalRows(DataFragment fragment) throws IOException {
        if (fragment.physicalRows() != 0 || fragment.files().isEmpty()) {
            return fragment.physicalRows();
        }
        try (OpenFiles.Lease lease = lease(fragment.files().getFirst())) {
            long rows = lease.file().rows();
            if (rows > MAX_ROWS) {
                throw new CorruptFileException(
                        Location.of(lease.file().name()),
                        "file has " + rows + " rows, a fragment has at most " + MAX_ROWS);
            }
            return rows;
        }
    }

    /// The rows of `fragment` that are not deleted.
    long liveRows(DataFragment fragment) throws IOException {
        Optional<DeletionFile> file = fragment.deletionFile();
        long deleted = file.isEmpty() || file.get().deletedRows() != 0
                ? file.map(DeletionFile::deletedRows).orElse(0L)
                : deletions(fragment).size();
        long rows = physicalRows(fragment);
        if (deleted > rows) {
            throw new CorruptFileException(
                    manifest,
                    "fragment " + fragment.id() + " has " + rows + " rows, of which " + deleted + " are deleted");
        }
        return rows - deleted;
    }

    /// How many rows that are not deleted lie before each fragment of [#all], and in all as one more.
    /// Shared, not to be changed.
    long[] starts() throws IOException {
        long[] known = starts;
        if (known == null) {
            known = new long[fragments.size() + 1];
            for (int i = 0; i < fragments.size(); i++) {
                known[i + 1] = known[i] + liveRows(fragments.get(i));
            }
            starts = known;
        }
        return known;
    }

    /// The rows of `fragment` that are deleted.
    DeletionVector deletions(DataFragment fragment) throws IOException {
        if (fragment.deletionFile().isEmpty()) {
            return DeletionVector.NONE;
        }
        synchronized (deletions) {
            DeletionVector known = deletions.get(fragment.id());
            if (known != null) {
                return known;
            }
        }
        DeletionVector read = readDeletions(fragment, fragment.deletionFile().get());
        synchronized (deletions) {
            if (deletions.putIfAbsent(fragment.id(), read) == null) {
                deletionBytes += read.sizeInBytes();
            }
            while (deletionBytes > limits.metadataBytes() && deletions.size() > 1) {
                deletionBytes -= deletions.pollFirstEntry().getValue().sizeInBytes();
            }
        }
        return read;
    }

    /// The stable ids of the rows of `fragment`.
    ///
    /// @throws CorruptFileException if it has none
    RowIdSequence rowIds(DataFragment fragment) throws IOException {
        RowSequence sequence = fragment.rowIds()
                .orElseThrow(() -> new CorruptFileException(
                        manifest, "fragment " + fragment.id() + " of a table with stable row ids has none"));
        return RowIdSequence.parse(bytes(sequence), physicalRows(fragment), limits);
    }

    /// The versions in `sequence`, which is one of `fragment`.
    RowVersions versions(DataFragment fragment, RowSequence sequence) throws IOException {
        return RowVersions.parse(bytes(sequence), physicalRows(fragment), limits);
    }

    /// The way from stable row ids to rows; made on the first call.
    RowIdIndex rowIdIndex() throws IOException {
        RowIdIndex known = rowIdIndex;
        if (known == null) {
            RowIdIndex.Builder builder = RowIdIndex.builder(limits.decodedBytes(), manifest);
            for (DataFragment fragment : fragments) {
                builder.add(fragment.id(), rowIds(fragment), deletions(fragment));
            }
            known = builder.build();
            rowIdIndex = known;
        }
        return known;
    }

    /// The address of the row `rowId`: the id of its fragment, and the row in it in the lower half. Only
    /// of stable row ids it is known that the table has that row.
    ///
    /// @throws IllegalArgumentException for a stable row id that no row has
    long address(long rowId) throws IOException {
        if (!hasStableRowIds) {
            return rowId;
        }
        long address = rowIdIndex().address(rowId);
        if (address == RowIdIndex.ABSENT) {
            throw new IllegalArgumentException("no row has the row id " + Long.toUnsignedString(rowId));
        }
        return address;
    }

    /// The row ids of all rows that are not deleted and whose fragment passes `accepted`, as a question.
    LongPredicate rowIds(LongPredicate accepted) throws IOException {
        if (hasStableRowIds) {
            RowIdIndex index = rowIdIndex();
            return id -> {
                long address = index.address(id);
                return address != RowIdIndex.ABSENT && accepted.test(address >>> 32);
            };
        }
        long[] rows = new long[fragments.size()];
        DeletionVector[] deleted = new DeletionVector[fragments.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = accepted.test(fragments.get(i).id()) ? physicalRows(fragments.get(i)) : 0;
            deleted[i] = deletions(fragments.get(i));
        }
        return address -> {
            int fragment = indexOf(address >>> 32);
            long row = address & 0xFFFFFFFFL;
            return fragment >= 0 && row < rows[fragment] && !deleted[fragment].contains(row);
        };
    }

    private DeletionVector readDeletions(DataFragment fragment, DeletionFile file) throws IOException {
        String name = DeletionFileReader.fileName(fragment.id(), file);
        StoredFile stored = paths.file(DELETIONS_FOLDER, name, file.baseId());
        try (ByteSource source = stored.store().open(stored.path())) {
            return DeletionFileReader.read(source, fragment, file, physicalRows(fragment), limits.metadataBytes());
        }
    }

    private ByteSlice bytes(RowSequence sequence) throws IOException {
        return switch (sequence) {
            case RowSequence.Inline(ByteSlice bytes) -> bytes;
            case RowSequence.External(String path, long offset, long size) -> {
                if (size > Math.min(limits.metadataBytes(), Integer.MAX_VALUE - 16)) {
                    throw new LimitExceededException("metadata bytes", limits.metadataBytes(), size, manifest);
                }
                StoredFile stored = paths.file("", path, OptionalInt.empty());
                try (ByteSource source = stored.store().open(stored.path())) {
                    yield source.read(offset, (int) size);
                }
            }
        };
    }
}
