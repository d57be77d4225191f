package dev.evodb.ann.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.proto.MessageReader;

/// A dense array of numbers in an index file.
///
/// Source: message `lance.index.pb.Tensor`. `shape` has the outermost dimension first; `values` are
/// row-major.
record Tensor(long[] shape, float[] values) {
    /// Element types by their number on the wire.
    private enum ElementType {
        FLOAT16(1, 2),
        FLOAT32(2, 4),
        FLOAT64(3, 8),
        UINT8(4, 1);

        private final int wireNumber;
        private final int bytes;

        ElementType(int wireNumber, int bytes) {
            this.wireNumber = wireNumber;
            this.bytes = bytes;
        }
    }

    /// Reads a whole message; every value must be finite. Half floats widen exactly, doubles round to
    /// `float`.
    ///
    /// @throws CorruptFileException if the data is not what the shape needs, or holds a NaN or an
    ///     infinity
    static Tensor parse(MessageReader message, String what) {
        int elementType = 0;
        long[] shape = {};
        ByteSlice data = null;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> elementType = message.count();
                case 2 -> shape = message.appendVarints(shape);
                case 3 -> data = message.bytes();
                default -> message.skip();
            }
        }
        if (data == null) {
            throw message.corrupt("is missing: " + what + " has no data");
        }
        ElementType type = elementType(elementType, what, data);
        long elements = 1;
        for (long extent : shape) {
            // A real tensor is not larger than the bytes it came with, which bounds the product.
            if (extent < 0 || extent > data.length() || elements * extent > data.length()) {
                throw new CorruptFileException(
                        data.at(), what + " has extent " + extent + ", but " + data.length() + " bytes");
            }
            elements *= extent;
        }
        if (elements * type.bytes != data.length()) {
            throw new CorruptFileException(
                    data.at(),
                    what + " has " + data.length() + " bytes, " + elements + " values of " + type.bytes + " bytes need "
                            + elements * type.bytes);
        }
        return new Tensor(shape, values(type, data, (int) elements, what));
    }

    /// Rows of `floats`, which an older writer put in place of a tensor: as many rows as there are.
    static Tensor ofFloats(ByteSlice floats, int rows, String what) {
        if (rows == 0 || floats.length() % (rows * (long) Float.BYTES) != 0) {
            throw new CorruptFileException(
                    floats.at(), what + " of " + floats.length() + " bytes do not make " + rows + " vectors");
        }
        int count = floats.length() / Float.BYTES;
        return new Tensor(new long[] {rows, count / rows}, values(ElementType.FLOAT32, floats, count, what));
    }

    private static ElementType elementType(int wireNumber, String what, ByteSlice data) {
        for (ElementType type : ElementType.values()) {
            if (type.wireNumber == wireNumber) {
                return type;
            }
        }
        throw new UnsupportedFeatureException(
                what + " element type", Integer.toString(wireNumber), "1 (f16), 2 (f32), 3 (f64), 4 (u8)", data.at());
    }

    private static float[] values(ElementType type, ByteSlice data, int count, String what) {
        float[] values = new float[count];
        byte[] bytes = data.array();
        for (int i = 0; i < count; i++) {
            int at = data.from() + i * type.bytes;
            values[i] = switch (type) {
                case FLOAT16 -> Float.float16ToFloat((short) LittleEndian.readUnsignedShort(bytes, at));
                case FLOAT32 -> LittleEndian.readFloat(bytes, at);
                case FLOAT64 -> (float) LittleEndian.readDouble(bytes, at);
                case UINT8 -> bytes[at] & 0xFF;
            };
            if (!Float.isFinite(values[i])) {
                throw new CorruptFileException(
                        data.at((long) i * type.bytes), what + " value " + i + " is " + values[i]);
            }
        }
        return values;
    }
}
