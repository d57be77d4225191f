package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import java.util.ArrayList;
import java.util.List;

/// A stream in Arrow's IPC format, in memory: its schema, and the record batches after it.
///
/// ```
/// messages, each: -1, i32 length of its FlatBuffer, the FlatBuffer, body | -1, 0 or the end of the bytes
/// ```
///
/// Bodies lie one after another, so that reading all of them costs no more than reading the stream. Source:
/// Arrow Columnar Format, "IPC Streaming Format".
public final class IpcStream {
    private static final int MAX_BATCHES = 1 << 20;

    private final List<IpcField> fields;
    private final List<Batch> batches;

    private record Batch(FlatTable table, ByteSlice body) {}

    private IpcStream(List<IpcField> fields, List<Batch> batches) {
        this.fields = fields;
        this.batches = batches;
    }

    /// Reads the framing of the stream that fills `bytes`, and its schema.
    ///
    /// @throws CorruptFileException if it is none
    /// @throws UnsupportedFeatureException for other versions of the format, for big-endian data and for
    ///     dictionaries
    public static IpcStream parse(ByteSlice bytes) {
        List<IpcField> fields = null;
        List<Batch> batches = new ArrayList<>();
        long at = 0;
        while (at < bytes.length()) {
            ByteSlice rest = bytes.slice(at, bytes.length() - at, "message");
            int prefixBytes = IpcMessage.prefixBytes(rest);
            long length = rest.readUnsignedIntLE(prefixBytes - 4, "message length");
            if (length == 0) {
                break;
            }
            FlatTable message = FlatTable.root(rest.slice(prefixBytes, length, "message"), "Message");
            IpcMessage.checkVersion(message);
            long bodyAt = prefixBytes + length;
            long bodyBytes = message.readCount(3);
            ByteSlice body = rest.slice(bodyAt, bodyBytes, "body");
            int type = message.readByte(1);
            if (fields == null) {
                fields = schema(message, type);
            } else if (type == IpcMessage.RECORD_BATCH) {
                batches.add(new Batch(message.requiredTable(2, "RecordBatch"), body));
            } else {
                throw new UnsupportedFeatureException(
                        "message of an Arrow stream",
                        "of type " + type,
                        "record batches",
                        message.buffer().at());
            }
            if (batches.size() > MAX_BATCHES) {
                throw new LimitExceededException("batches of an Arrow stream", MAX_BATCHES, batches.size(), bytes.at());
            }
            at += bodyAt + bodyBytes;
        }
        if (fields == null) {
            throw new CorruptFileException(bytes.at(), "an Arrow stream starts with its schema, this one is empty");
        }
        return new IpcStream(fields, batches);
    }

    private static List<IpcField> schema(FlatTable message, int type) {
        if (type != IpcMessage.SCHEMA) {
            throw new CorruptFileException(
                    message.buffer().at(), "the first message is of type " + type + ", expected a schema");
        }
        FlatTable schema = message.requiredTable(2, "Schema");
        IpcMessage.checkEndianness(schema);
        return IpcField.of(schema);
    }

    public List<IpcField> fields() {
        return fields;
    }

    public int batches() {
        return batches.size();
    }

    /// Record batch `index`, in `[0, batches())`; its buffers will be decompressed on `budget`.
    ///
    /// @throws CorruptFileException if its message is broken
    public IpcBatch batch(int index, DecodeBudget budget) {
        Batch batch = batches.get(index);
        return IpcBatch.parse(batch.table(), batch.body(), budget);
    }
}
