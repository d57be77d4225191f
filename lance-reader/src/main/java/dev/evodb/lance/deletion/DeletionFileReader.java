package dev.evodb.lance.deletion;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.ipc.IpcBatch;
import dev.evodb.lance.ipc.IpcField;
import dev.evodb.lance.ipc.IpcFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.roaring.PortableRoaring;
import java.io.IOException;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/// Reads deletion files: an Arrow IPC file with one column of row offsets, in any order, or a Roaring
/// bitmap of them.
///
/// Source: lance `protos/table.proto`, message `DeletionFile`.
public final class DeletionFileReader {
    private static final String FOLDER = "_deletions";

    private DeletionFileReader() {}

    /// The name of the deletion file of fragment `fragmentId`, below `_deletions` of the table's root.
    ///
    /// @throws UnsupportedFeatureException for a format that is not known
    public static String fileName(long fragmentId, DeletionFile file) {
        String suffix = switch (file.format()) {
            case ARROW_ARRAY -> ".arrow";
            case BITMAP -> ".bin";
            case UNKNOWN ->
                throw new UnsupportedFeatureException(
                        "deletion file", "of an unknown format", "Arrow arrays and bitmaps", Location.of(FOLDER));
        };
        return fragmentId + "-" + Long.toUnsignedString(file.readVersion()) + "-" + Long.toUnsignedString(file.id())
                + suffix;
    }

    /// The deleted rows of `fragment`, whose deletion file `source` is and stays the caller's.
    ///
    /// @throws CorruptFileException if the file is broken, names a row that the fragment has not, or
    ///     names other than `file.deletedRows()` rows where the writer recorded a number
    /// @throws LimitExceededException if the file has more than `mostBytes`, or more when
    ///     decompressed
    public static DeletionVector read(
            ByteSource source, DataFragment fragment, DeletionFile file, long physicalRows, long mostBytes)
            throws IOException {
        Location at = Location.of(source.name());
        if (source.length() > Math.min(mostBytes, Integer.MAX_VALUE - 16)) {
            throw new LimitExceededException("deletion file bytes", mostBytes, source.length(), at);
        }
        ByteSlice bytes = source.read(0, (int) source.length());
        RoaringBitmap rows = switch (file.format()) {
            case ARROW_ARRAY -> arrowArray(bytes, physicalRows, mostBytes);
            case BITMAP -> PortableRoaring.parse(bytes, "deletion bitmap");
            case UNKNOWN ->
                throw new UnsupportedFeatureException(
                        "deletion file", "of an unknown format", "Arrow arrays and bitmaps", at);
        };
        if (!rows.isEmpty() && Integer.toUnsignedLong(rows.last()) >= physicalRows) {
            throw new CorruptFileException(
                    at,
                    "row " + Integer.toUnsignedString(rows.last()) + " is deleted, fragment " + fragment.id() + " has "
                            + physicalRows + " rows");
        }
        long found = rows.getLongCardinality();
        if (file.deletedRows() != 0 && file.deletedRows() != found) {
            throw new CorruptFileException(at, found + " rows are deleted, the manifest says " + file.deletedRows());
        }
        return DeletionVector.of(rows);
    }

    private static RoaringBitmap arrowArray(ByteSlice bytes, long physicalRows, long mostBytes) {
        IpcFile file = IpcFile.parse(bytes);
        List<IpcField> fields = file.fields();
        boolean isOffsets = fields.size() == 1
                && fields.getFirst().type() == IpcField.INT
                && fields.getFirst().bitWidth() == 32
                && !fields.getFirst().isSigned()
                && !fields.getFirst().isDictionaryEncoded();
        if (!isOffsets) {
            throw new CorruptFileException(bytes.at(), "columns are " + fields + ", expected one of unsigned 32 bits");
        }
        DecodeBudget budget = new DecodeBudget(mostBytes);
        RoaringBitmap rows = new RoaringBitmap();
        long total = 0;
        for (int i = 0; i < file.batches(); i++) {
            IpcBatch batch = file.batch(i, budget);
            total += batch.rows();
            if (batch.rows() > physicalRows || total > physicalRows) {
                throw new CorruptFileException(
                        bytes.at(), total + " rows are deleted of a fragment of " + physicalRows + " rows");
            }
            addOffsets(batch, bytes, rows);
        }
        return rows;
    }

    /// A primitive column has one node and two buffers: validity, which matters only if there are nulls,
    /// and values.
    private static void addOffsets(IpcBatch batch, ByteSlice bytes, RoaringBitmap rows) {
        if (batch.nodes() != 1 || batch.buffers() != 2 || batch.nodeRows(0) != batch.rows()) {
            throw new CorruptFileException(
                    bytes.at(),
                    "batch of " + batch.rows() + " rows has " + batch.nodes() + " nodes and " + batch.buffers()
                            + " buffers, expected 1 of as many rows and 2");
        }
        if (batch.nodeNulls(0) != 0) {
            throw new CorruptFileException(bytes.at(), batch.nodeNulls(0) + " row offsets are null");
        }
        ByteSlice values = batch.buffer(1);
        values.require(0, 4 * batch.rows(), "row offsets");
        int[] offsets = new int[(int) batch.rows()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = values.readIntLE(4L * i, "row offset");
        }
        rows.add(offsets);
    }
}
