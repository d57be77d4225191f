package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import java.util.List;

/// A file in Arrow's IPC format, in memory: its schema, and the record batches in the order of the
/// footer.
///
/// ```
/// "ARROW1" 0 0 | messages, each: -1, i32 length of its FlatBuffer, the FlatBuffer, body | Footer | i32 length |
/// "ARROW1"
/// ```
///
/// All positions are checked when they are used: blocks against the part before the footer, buffers
/// against their body, bodies together against the file. Source: Arrow Columnar Format, "IPC File
/// Format"; arrow `format/File.fbs`.
public final class IpcFile {
    private static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};
    private static final int HEAD_BYTES = 8;
    private static final int TAIL_BYTES = 4 + 6;
    private static final int BLOCK_BYTES = 24;

    private final ByteSlice bytes;
    private final long footerStart;
    private final List<IpcField> fields;
    private final ByteSlice blocks;

    private IpcFile(ByteSlice bytes, long footerStart, List<IpcField> fields, ByteSlice blocks) {
        this.bytes = bytes;
        this.footerStart = footerStart;
        this.fields = fields;
        this.blocks = blocks;
    }

    /// Reads footer and schema of the file that fills `bytes`.
    ///
    /// @throws CorruptFileException if it is none
    /// @throws UnsupportedFeatureException for other versions of the format, and for big-endian data
    public static IpcFile parse(ByteSlice bytes) {
        checkMagic(bytes, 0);
        long end = (long) bytes.length() - MAGIC.length;
        checkMagic(bytes, Math.max(HEAD_BYTES, end));
        long length = bytes.readUnsignedIntLE(end - 4, "footer length");
        long start = end - 4 - length;
        if (start < HEAD_BYTES) {
            throw new CorruptFileException(
                    bytes.at(end - 4),
                    "footer length " + length + " exceeds the " + (bytes.length() - HEAD_BYTES - TAIL_BYTES)
                            + " bytes between the magics");
        }
        FlatTable footer = FlatTable.root(bytes.slice(start, length, "footer"), "Footer");
        IpcMessage.checkVersion(footer);
        FlatTable schema = footer.requiredTable(1, "Schema");
        IpcMessage.checkEndianness(schema);
        ByteSlice blocks = footer.structs(3, BLOCK_BYTES);
        IpcFile file = new IpcFile(bytes, start, IpcField.of(schema), blocks);
        file.checkBlocks();
        return file;
    }

    public List<IpcField> fields() {
        return fields;
    }

    public int batches() {
        return blocks.length() / BLOCK_BYTES;
    }

    /// Record batch `index`, in `[0, batches())`; its buffers will be decompressed on `budget`.
    ///
    /// @throws CorruptFileException if its message is broken
    public IpcBatch batch(int index, DecodeBudget budget) {
        long at = (long) index * BLOCK_BYTES;
        long offset = blocks.readCountLE(at, "block offset");
        int metadataBytes = blocks.readIntLE(at + 8, "block metadata length");
        long bodyBytes = blocks.readCountLE(at + 16, "block body length");
        FlatTable message =
                FlatTable.root(IpcMessage.metadata(bytes.slice(offset, metadataBytes, "message")), "Message");
        IpcMessage.checkVersion(message);
        if (message.readByte(1) != IpcMessage.RECORD_BATCH) {
            throw new CorruptFileException(
                    message.buffer().at(), "message is of type " + message.readByte(1) + ", expected a record batch");
        }
        if (message.readCount(3) != bodyBytes) {
            throw new CorruptFileException(
                    message.buffer().at(), "body has " + message.readCount(3) + " bytes, its block says " + bodyBytes);
        }
        ByteSlice body = bytes.slice(offset + metadataBytes, bodyBytes, "body");
        return IpcBatch.parse(message.requiredTable(2, "RecordBatch"), body, budget);
    }

    /// Blocks lie between the first magic and the footer, and do not overlap: held to that, reading all
    /// of them costs no more than reading the file.
    private void checkBlocks() {
        long left = footerStart - HEAD_BYTES;
        for (int i = 0; i < batches(); i++) {
            long at = (long) i * BLOCK_BYTES;
            long offset = blocks.readCountLE(at, "block offset");
            long metadata = blocks.readIntLE(at + 8, "block metadata length");
            long body = blocks.readCountLE(at + 16, "block body length");
            boolean isInside = offset >= HEAD_BYTES
                    && offset <= footerStart
                    && metadata >= 0
                    && metadata <= footerStart - offset
                    && body <= footerStart - offset - metadata;
            if (!isInside) {
                throw new CorruptFileException(
                        blocks.at(at),
                        "block " + i + " at " + offset + " with " + metadata + " and " + body
                                + " bytes is not before the footer at " + footerStart);
            }
            left -= metadata + body;
            if (metadata == 0 || left < 0) {
                throw new CorruptFileException(blocks.at(at), "blocks have more bytes than the file: they overlap");
            }
        }
    }

    private static void checkMagic(ByteSlice bytes, long at) {
        int from = bytes.require(at, MAGIC.length, "Arrow magic");
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.array()[from + i] != MAGIC[i]) {
                throw new CorruptFileException(bytes.at(at), "magic is not ARROW1");
            }
        }
    }
}
