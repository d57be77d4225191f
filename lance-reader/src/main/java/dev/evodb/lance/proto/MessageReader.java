package dev.evodb.lance.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks the fields of one protobuf message.
///
/// ```java
/// while (message.next()) {
///     switch (message.field()) {
///         case 1 -> name = message.string();
///         case 2 -> length = message.uint64();
///         default -> message.skip();
///     }
/// }
/// ```
///
/// Broken wire data, a wire type other than the one asked for, and text that is not UTF-8 end in a
/// [CorruptFileException] at the field's offset in the file. Strings and nested messages are views of the same bytes.
public final class MessageReader {
    private final ByteSlice bytes;
    private final String what;
    private final int depthLeft;
    private final CodedInputStream in;
    private int tag;
    private int fieldStart;

    /// A message of the name `what` that fills `bytes`, with at most `depth` levels of messages inside one another.
    public MessageReader(ByteSlice bytes, String what, int depth) {
        this.bytes = bytes;
        this.what = what;
        this.depthLeft = depth;
        this.in = CodedInputStream.newInstance(bytes.array(), bytes.from(), bytes.length());
    }

    /// Moves to the next field; false at the end of the message.
    public boolean next() {
        fieldStart = in.getTotalBytesRead();
        try {
            tag = in.readTag();
        } catch (IOException e) {
            throw broken("has a broken tag", e);
        }
        return tag != 0;
    }

    /// The number of the current field.
    public int field() {
        return WireFormat.getTagFieldNumber(tag);
    }

    /// Where the current field starts.
    public Location at() {
        return bytes.at(fieldStart);
    }

    /// Passes over the current field.
    public void skip() {
        try {
            if (!in.skipField(tag)) {
                throw corrupt("ends a group that was not begun");
            }
        } catch (IOException e) {
            throw broken("cannot be skipped", e);
        }
    }

    /// A varint field as 64 bits.
    public long uint64() {
        expect(WireFormat.WIRETYPE_VARINT);
        return varint();
    }

    /// A varint field that must be in `0..=Integer.MAX_VALUE`.
    public int count() {
        long value = uint64();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw corrupt("is " + Long.toUnsignedString(value) + ", allowed 0.." + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    /// A varint field of type int32: its low 32 bits.
    public int int32() {
        return (int) uint64();
    }

    public boolean bool() {
        return uint64() != 0;
    }

    public float float32() {
        expect(WireFormat.WIRETYPE_FIXED32);
        try {
            return in.readFloat();
        } catch (IOException e) {
            throw broken("is cut off", e);
        }
    }

    public double float64() {
        expect(WireFormat.WIRETYPE_FIXED64);
        try {
            return in.readDouble();
        } catch (IOException e) {
            throw broken("is cut off", e);
        }
    }

    /// A length-delimited field, as a view.
    public ByteSlice bytes() {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        try {
            int length = in.readRawVarint32();
            int start = in.getTotalBytesRead();
            ByteSlice value = bytes.slice(start, length, what + " field " + field());
            in.skipRawBytes(length);
            return value;
        } catch (IOException e) {
            throw broken("is cut off", e);
        }
    }

    public String string() {
        ByteSlice text = bytes();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.array(), text.from(), text.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken("is not UTF-8", e);
        }
    }

    /// A nested message of the name `inner`.
    public MessageReader message(String inner) {
        if (depthLeft <= 1) {
            throw new LimitExceededException("message depth", 0, 1, bytes.at(fieldStart));
        }
        return new MessageReader(bytes(), inner, depthLeft - 1);
    }

    /// Appends a repeated varint field, packed or not, to `values[0 .. size)`; answers the array, grown and cut to its
    /// new size.
    public long[] appendVarints(long[] values) {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            long[] grown = Arrays.copyOf(values, values.length + 1);
            grown[values.length] = varint();
            return grown;
        }
        ByteSlice packed = bytes();
        // Every varint ends in the one byte without the continuation bit, so the count is known before allocating.
        int count = 0;
        for (int i = 0; i < packed.length(); i++) {
            if (packed.array()[packed.from() + i] >= 0) {
                count++;
            }
        }
        long[] grown = Arrays.copyOf(values, values.length + count);
        CodedInputStream items = CodedInputStream.newInstance(packed.array(), packed.from(), packed.length());
        try {
            for (int i = values.length; i < grown.length; i++) {
                grown[i] = items.readRawVarint64();
            }
            if (!items.isAtEnd()) {
                throw corrupt("ends within a varint");
            }
        } catch (IOException e) {
            throw broken("has a broken varint", e);
        }
        return grown;
    }

    /// A failure at the current field: `problem` completes "message field n".
    public CorruptFileException corrupt(String problem) {
        return new CorruptFileException(bytes.at(fieldStart), what + " field " + field() + " " + problem);
    }

    /// A failure of the message as a whole: `problem` completes its name.
    public CorruptFileException corruptMessage(String problem) {
        return new CorruptFileException(bytes.at(), what + " " + problem);
    }

    /// No bytes, for a field that is not there.
    public ByteSlice none() {
        return bytes.slice(0, 0, what);
    }

    private CorruptFileException broken(String problem, IOException cause) {
        return new CorruptFileException(bytes.at(fieldStart), what + " field " + field() + " " + problem, cause);
    }

    private long varint() {
        try {
            return in.readRawVarint64();
        } catch (IOException e) {
            throw broken("has a broken varint", e);
        }
    }

    private void expect(int wireType) {
        int found = WireFormat.getTagWireType(tag);
        if (found != wireType) {
            throw corrupt("has wire type " + found + ", expected " + wireType);
        }
    }
}
