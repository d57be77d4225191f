package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A table of a FlatBuffer, read field by field, every position checked against the buffer.
///
/// A table starts with the signed distance back to its vtable: `u16` bytes of the vtable, `u16` bytes of
/// the table, then per field the `u16` distance of its value from the table's start, 0 where the field
/// has its default. Tables, vectors and strings are stored elsewhere and reached by an unsigned 32-bit
/// distance forward.
///
/// Source: FlatBuffers, "Internals".
final class FlatTable {
    private static final int VTABLE_HEAD_BYTES = 4;

    private final ByteSlice buffer;
    private final String what;
    private final long start;
    private final long vtable;
    private final int vtableBytes;
    private final int tableBytes;

    private FlatTable(ByteSlice buffer, long start, String what) {
        this.buffer = buffer;
        this.what = what;
        this.start = start;
        this.vtable = start - buffer.readIntLE(start, what);
        this.vtableBytes = buffer.readUnsignedShortLE(vtable, what + " vtable");
        this.tableBytes = buffer.readUnsignedShortLE(vtable + 2, what + " vtable");
        if (vtableBytes < VTABLE_HEAD_BYTES || tableBytes < 4) {
            throw new CorruptFileException(
                    buffer.at(vtable), what + " vtable has " + vtableBytes + " bytes, for a table of " + tableBytes);
        }
        buffer.require(vtable, vtableBytes, what + " vtable");
        buffer.require(start, tableBytes, what);
    }

    /// The root table of `buffer`.
    static FlatTable root(ByteSlice buffer, String what) {
        return new FlatTable(buffer, buffer.readUnsignedIntLE(0, what), what);
    }

    /// Where the table starts.
    ByteSlice buffer() {
        return buffer.slice(start, what);
    }

    int readByte(int field) {
        long at = at(field, 1);
        return at < 0 ? 0 : buffer.readUnsignedByte(at, what);
    }

    int readShort(int field) {
        long at = at(field, 2);
        return at < 0 ? 0 : buffer.readUnsignedShortLE(at, what);
    }

    int readInt(int field) {
        long at = at(field, 4);
        return at < 0 ? 0 : buffer.readIntLE(at, what);
    }

    /// A 64-bit field that must not be negative.
    long readCount(int field) {
        long at = at(field, 8);
        return at < 0 ? 0 : buffer.readCountLE(at, what + " field " + field);
    }

    boolean readBoolean(int field) {
        return readByte(field) != 0;
    }

    Optional<FlatTable> table(int field, String name) {
        long at = at(field, 4);
        return at < 0 ? Optional.empty() : Optional.of(new FlatTable(buffer, target(at), name));
    }

    /// @throws CorruptFileException if the table lacks the field
    FlatTable requiredTable(int field, String name) {
        return table(field, name)
                .orElseThrow(() -> new CorruptFileException(buffer.at(start), what + " has no " + name));
    }

    /// Empty where the field is missing.
    String string(int field) {
        long at = at(field, 4);
        if (at < 0) {
            return "";
        }
        long from = target(at);
        ByteSlice text = buffer.slice(from + 4, buffer.readUnsignedIntLE(from, what), what + " text");
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.array(), text.from(), text.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CorruptFileException(text.at(), what + " text is not UTF-8", e);
        }
    }

    /// The structs of `width` bytes each that a vector holds, back to back; empty where the field is
    /// missing.
    ByteSlice structs(int field, int width) {
        long at = at(field, 4);
        if (at < 0) {
            return buffer.slice(0, 0, what);
        }
        long from = target(at);
        long count = buffer.readUnsignedIntLE(from, what);
        return buffer.slice(from + 4, count * width, what + " vector of " + count);
    }

    /// How many tables the vector of a field holds.
    int tables(int field) {
        return structs(field, 4).length() / 4;
    }

    /// Table `index` of the vector of a field, in `[0, tables(field))`.
    FlatTable table(int field, int index, String name) {
        ByteSlice offsets = structs(field, 4);
        offsets.require(4L * index, 4, name);
        return new FlatTable(buffer, target(target(at(field, 4)) + 4 + 4L * index), name);
    }

    /// Where the value of `field`, `width` bytes of it, is inside the buffer; -1 where it has its
    /// default.
    private long at(int field, int width) {
        int slot = VTABLE_HEAD_BYTES + 2 * field;
        int distance = slot + 2 > vtableBytes ? 0 : buffer.readUnsignedShortLE(vtable + slot, what + " vtable");
        if (distance == 0) {
            return -1;
        }
        if (distance > tableBytes - width) {
            throw new CorruptFileException(
                    buffer.at(vtable + slot),
                    what + " field " + field + " is at " + distance + " of a table of " + tableBytes + " bytes");
        }
        return start + distance;
    }

    private long target(long at) {
        return at + buffer.readUnsignedIntLE(at, what);
    }
}
