package dev.evodb.lance.text;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.column.Column;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.IndexFile.IndexColumn;
import dev.evodb.lance.index.Slices;
import java.io.Closeable;
import java.io.IOException;

/// `part_<n>_invert.lance`: row `i` is the posting list of the token with id `i`. Thread-safe.
///
/// `_length` (u32) counts the documents. `_posting` is a list of binaries, one a block of 128 documents:
///
/// ```
/// full block   f32 greatest score | u32 first document | packed differences | packed counts
/// last block   f32 greatest score | u32 documents | u32 counts                        fixed32_v1
/// f32 greatest score | varint differences, the first from 0 | varint counts    varint_delta_v1
/// ```
///
/// *Packed* is what [BitPacking] reads. The first difference of a full block, from its first document, is
/// 0.
///
/// Positions are there in one of two layouts, or not at all:
///
/// - a list of lists of binaries (`_position`, or `_compressed_position`): for each document a u32
///   count, then blocks of 128 as those of documents are packed, the last one as plain u32;
/// - `shared_stream_v2`: `_compressed_position` is one binary a token with the positions of all
///   documents, each as difference from the one before in its document; `_position_block_offset` says
///   where those of each block of documents start. In a block there are packed blocks of 128 differences,
///   then varints.
final class PostingFile implements Closeable {
    private static final String BLOCK_SIZE = "posting_block_size";
    private static final String TAIL_CODEC = "posting_tail_codec";
    private static final String FIXED_TAIL = "fixed32_v1";
    private static final String VARINT_TAIL = "varint_delta_v1";
    private static final String POSITIONS_LAYOUT = "positions_layout";
    private static final String POSITIONS_CODEC = "positions_codec";
    private static final String SHARED_STREAM = "shared_stream_v2";
    private static final String PACKED_DELTA = "packed_delta_v1";
    private static final int SCORE_BYTES = 4;

    private final IndexFile file;
    private final int documents;
    private final boolean hasVarintTail;

    private PostingFile(IndexFile file, int documents, boolean hasVarintTail) {
        this.file = file;
        this.documents = documents;
        this.hasVarintTail = hasVarintTail;
    }

    /// `file`, closed with this, is of a partition of `documents` documents.
    ///
    /// @throws UnsupportedFeatureException for blocks of another size and for codecs that are not known
    static PostingFile of(IndexFile file, int documents, IndexFile metadata) {
        String blockSize = setting(file, metadata, BLOCK_SIZE, String.valueOf(BitPacking.BLOCK));
        if (!blockSize.equals(String.valueOf(BitPacking.BLOCK))) {
            throw new UnsupportedFeatureException(BLOCK_SIZE, blockSize, String.valueOf(BitPacking.BLOCK), file.at());
        }
        String tail = setting(file, metadata, TAIL_CODEC, FIXED_TAIL);
        if (!tail.equals(FIXED_TAIL) && !tail.equals(VARINT_TAIL)) {
            throw new UnsupportedFeatureException(TAIL_CODEC, tail, FIXED_TAIL + ", " + VARINT_TAIL, file.at());
        }
        return new PostingFile(file, documents, tail.equals(VARINT_TAIL));
    }

    private static String setting(IndexFile file, IndexFile metadata, String key, String absent) {
        return file.metadata(key, metadata.metadata(key, absent));
    }

    Location at() {
        return file.at();
    }

    int tokens() {
        return file.rows();
    }

    boolean hasPositions() {
        return file.hasColumn("_compressed_position") || file.hasColumn("_position");
    }

    /// How many documents have the token.
    int length(int token) throws IOException {
        IndexColumn column = file.column("_length");
        int length = column.ints(column.read(token, 1))[0];
        if (length < 0 || length > documents) {
            throw new CorruptFileException(
                    column.at(),
                    "token " + token + " is in " + Integer.toUnsignedString(length) + " of " + documents
                            + " documents");
        }
        return length;
    }

    PostingList read(int token, boolean withPositions) throws IOException {
        int length = length(token);
        IndexColumn column = file.column("_posting");
        BytesColumn blocks = binaries(onlyList(column.read(token, 1), column.at()), column.at());
        int wanted = (length + BitPacking.BLOCK - 1) / BitPacking.BLOCK;
        if (blocks.rows() != wanted) {
            throw new CorruptFileException(
                    column.at(), "token " + token + " has " + blocks.rows() + " blocks for " + length + " documents");
        }
        int[] ids = new int[length];
        int[] counts = new int[length];
        int[] block = new int[BitPacking.BLOCK];
        for (int i = 0; i < wanted; i++) {
            int from = i * BitPacking.BLOCK;
            ByteSlice bytes = Slices.of(blocks, i, column.at());
            if (length - from >= BitPacking.BLOCK) {
                readFull(bytes, ids, counts, from, block);
            } else if (hasVarintTail) {
                readVarints(bytes, ids, counts, from);
            } else {
                readFixed(bytes, ids, counts, from);
            }
            check(bytes, ids, counts, from);
        }
        return withPositions
                ? new PostingList(ids, counts, readPositions(token, counts))
                : PostingList.withoutPositions(ids, counts);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void readFull(ByteSlice bytes, int[] ids, int[] counts, int from, int[] block) {
        int id = bytes.readIntLE(SCORE_BYTES, "first document");
        long at = BitPacking.read(bytes, SCORE_BYTES + 4, block);
        for (int i = 0; i < BitPacking.BLOCK; i++) {
            id += block[i];
            ids[from + i] = id;
        }
        at = BitPacking.read(bytes, at, block);
        System.arraycopy(block, 0, counts, from, BitPacking.BLOCK);
        checkEnd(bytes, at);
    }

    private static void readFixed(ByteSlice bytes, int[] ids, int[] counts, int from) {
        int left = ids.length - from;
        for (int i = 0; i < left; i++) {
            ids[from + i] = bytes.readIntLE(SCORE_BYTES + 4L * i, "document");
            counts[from + i] = bytes.readIntLE(SCORE_BYTES + 4L * (left + i), "count");
        }
        checkEnd(bytes, SCORE_BYTES + 8L * left);
    }

    private static void readVarints(ByteSlice bytes, int[] ids, int[] counts, int from) {
        Varints varints = new Varints(bytes, SCORE_BYTES);
        int id = 0;
        for (int i = from; i < ids.length; i++) {
            id += varints.next();
            ids[i] = id;
        }
        for (int i = from; i < ids.length; i++) {
            counts[i] = varints.next();
        }
        if (!varints.isAtEnd()) {
            throw new CorruptFileException(bytes.at(), "posting block has bytes after its last count");
        }
    }

    private static void checkEnd(ByteSlice bytes, long at) {
        if (at != bytes.length()) {
            throw new CorruptFileException(bytes.at(at), "block ends at " + at + " of " + bytes.length() + " bytes");
        }
    }

    /// Documents ascend and exist, and have the token.
    private void check(ByteSlice bytes, int[] ids, int[] counts, int from) {
        int to = Math.min(ids.length, from + BitPacking.BLOCK);
        for (int i = from; i < to; i++) {
            if (ids[i] < 0 || ids[i] >= documents || (i > 0 && ids[i] <= ids[i - 1])) {
                throw new CorruptFileException(
                        bytes.at(),
                        "posting list has document " + Integer.toUnsignedString(ids[i]) + " of " + documents
                                + (i > 0 ? " after " + ids[i - 1] : ""));
            }
            if (counts[i] < 1) {
                throw new CorruptFileException(
                        bytes.at(),
                        "document " + ids[i] + " has the token " + Integer.toUnsignedString(counts[i]) + " times");
            }
        }
    }

    private int[] readPositions(int token, int[] counts) throws IOException {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        String layout = file.metadata(POSITIONS_LAYOUT, "");
        if (layout.isEmpty()) {
            return readOwnPositions(token, counts, total);
        }
        String codec = file.metadata(POSITIONS_CODEC, "");
        if (!layout.equals(SHARED_STREAM) || !codec.equals(PACKED_DELTA)) {
            throw new UnsupportedFeatureException(
                    POSITIONS_LAYOUT, layout + " of " + codec, SHARED_STREAM + " of " + PACKED_DELTA, file.at());
        }
        return readSharedPositions(token, counts, total);
    }

    /// Each position takes at least one bit in `bytes`, unless all of a block are equal: then a byte
    /// stands for 128 of them, which is why the limit for one read holds here too.
    private int[] positions(long total, long bytes, Location at) {
        if (total > (bytes + 1) * BitPacking.BLOCK) {
            throw new CorruptFileException(at, total + " positions are said to be in " + bytes + " bytes");
        }
        DecodeBudget budget = new DecodeBudget(file.file().limits().decodedBytes());
        return new int[budget.checkArray(total, Integer.BYTES, at)];
    }

    private int[] readSharedPositions(int token, int[] counts, long total) throws IOException {
        IndexColumn column = file.column("_compressed_position");
        IndexColumn offsetColumn = file.column("_position_block_offset");
        ByteSlice stream = Slices.of(column.bytes(column.read(token, 1)), 0, column.at());
        int[] offsets = offsetColumn.ints(onlyList(offsetColumn.read(token, 1), offsetColumn.at()));
        int blocks = (counts.length + BitPacking.BLOCK - 1) / BitPacking.BLOCK;
        if (offsets.length != blocks) {
            throw new CorruptFileException(
                    offsetColumn.at(), "positions have " + offsets.length + " blocks, documents " + blocks);
        }
        int[] positions = positions(total, stream.length(), stream.at());
        int[] packed = new int[BitPacking.BLOCK];
        int at = 0;
        for (int i = 0; i < blocks; i++) {
            int firstDocument = i * BitPacking.BLOCK;
            int endDocument = Math.min(counts.length, firstDocument + BitPacking.BLOCK);
            long end = i + 1 < blocks ? offsets[i + 1] : stream.length();
            ByteSlice block = stream.slice(offsets[i], end - offsets[i], "positions of a block");
            int from = at;
            for (int document = firstDocument; document < endDocument; document++) {
                at += counts[document];
            }
            readDifferences(block, positions, from, at, packed);
            int first = from;
            for (int document = firstDocument; document < endDocument; document++) {
                sum(positions, first, first + counts[document], block);
                first += counts[document];
            }
        }
        return positions;
    }

    private static void readDifferences(ByteSlice block, int[] out, int from, int to, int[] packed) {
        long at = 0;
        int next = from;
        for (; to - next >= BitPacking.BLOCK; next += BitPacking.BLOCK) {
            at = BitPacking.read(block, at, packed);
            System.arraycopy(packed, 0, out, next, BitPacking.BLOCK);
        }
        Varints varints = new Varints(block, at);
        for (; next < to; next++) {
            out[next] = varints.next();
        }
        if (!varints.isAtEnd()) {
            throw new CorruptFileException(block.at(), "positions have bytes after the last one");
        }
    }

    /// Makes differences of one document to positions.
    private static void sum(int[] positions, int from, int to, ByteSlice block) {
        for (int i = from + 1; i < to; i++) {
            positions[i] += positions[i - 1];
        }
        checkAscending(positions, from, to, block.at());
    }

    private int[] readOwnPositions(int token, int[] counts, long total) throws IOException {
        IndexColumn column = file.column(file.hasColumn("_compressed_position") ? "_compressed_position" : "_position");
        Location at = column.at();
        Column documents = onlyList(column.read(token, 1), at);
        if (!(documents instanceof ListColumn lists) || lists.validity().hasNulls() || lists.rows() != counts.length) {
            throw new CorruptFileException(at, "token " + token + " has not the positions of each document");
        }
        BytesColumn blocks = binaries(lists.items(), at);
        int[] positions = positions(total, blocks.data().length, at);
        int[] packed = new int[BitPacking.BLOCK];
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            int block = lists.offsets()[i];
            int wanted = 1 + (counts[i] + BitPacking.BLOCK - 1) / BitPacking.BLOCK;
            if (lists.offsets()[i + 1] - block != wanted
                    || Slices.of(blocks, block, at).readIntLE(0, "count of positions") != counts[i]) {
                throw new CorruptFileException(
                        at,
                        "document " + i + " of token " + token + " has another number of " + "positions than "
                                + counts[i]);
            }
            int from = next;
            for (int left = counts[i]; left > 0; left -= BitPacking.BLOCK) {
                next = readBlock(Slices.of(blocks, ++block, at), positions, next, left, packed);
            }
            checkAscending(positions, from, next, at);
        }
        return positions;
    }

    /// Reads a full block, or a last one with `left` positions; answers where the next one goes.
    private static int readBlock(ByteSlice bytes, int[] out, int from, int left, int[] packed) {
        if (left < BitPacking.BLOCK) {
            for (int i = 0; i < left; i++) {
                out[from + i] = bytes.readIntLE(4L * i, "position");
            }
            checkEnd(bytes, 4L * left);
            return from + left;
        }
        int position = bytes.readIntLE(0, "first position");
        checkEnd(bytes, BitPacking.read(bytes, 4, packed));
        for (int i = 0; i < BitPacking.BLOCK; i++) {
            position += packed[i];
            out[from + i] = position;
        }
        return from + BitPacking.BLOCK;
    }

    private static void checkAscending(int[] positions, int from, int to, Location at) {
        for (int i = from; i < to; i++) {
            if (positions[i] < 0 || (i > from && positions[i] < positions[i - 1])) {
                throw new CorruptFileException(at, "positions of a document do not ascend");
            }
        }
    }

    private static Column onlyList(Column column, Location at) {
        if (column instanceof ListColumn list && list.rows() == 1 && list.isValid(0)) {
            return list.items();
        }
        throw new CorruptFileException(at, "index column is not one of lists without nulls");
    }

    private static BytesColumn binaries(Column column, Location at) {
        if (column instanceof BytesColumn bytes && !bytes.validity().hasNulls()) {
            return bytes;
        }
        throw new CorruptFileException(at, "index column is not one of binaries without nulls");
    }
}
