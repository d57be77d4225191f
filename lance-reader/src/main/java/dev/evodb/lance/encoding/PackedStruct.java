package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.util.List;

/// Structs of fixed width, row by row: child `i` takes `childBits[i]`, whole bytes, of each row; the rows
/// are `values`.
public record PackedStruct(List<Integer> childBits, Encoding values) implements Encoding {
    public PackedStruct {
        childBits = List.copyOf(childBits);
        for (int bits : childBits) {
            if (bits < 8 || (bits & 7) != 0) {
                throw new IllegalArgumentException("childBits must be multiples of 8, got " + bits);
            }
        }
    }

    @Override
    public String kind() {
        return "packed_struct";
    }

    /// Bytes of one row.
    long rowBytes() {
        long bytes = 0;
        for (int bits : childBits) {
            bytes += bits >>> 3;
        }
        return bytes;
    }

    /// Cuts decoded rows into their children. `at` names the rows in errors.
    Values.Packed split(Values rows, Location at) {
        if (rows instanceof Values.Fixed(byte[] bytes, int from, int bits, int count) && bits == rowBytes() * 8) {
            return split(bytes, from, bits >>> 3, count);
        }
        throw new CorruptFileException(at, "packed_struct rows are not of " + rowBytes() * 8 + " bits");
    }

    /// Cuts `count` rows, which start `stride` bytes apart from `from` on.
    Values.Packed unpackRows(ByteSlice bytes, long from, int stride, int count) {
        long need = count == 0 ? 0 : (long) (count - 1) * stride + rowBytes();
        int start = bytes.require(from, need, "packed_struct rows");
        return split(bytes.array(), start, stride, count);
    }

    private Values.Packed split(byte[] bytes, int from, int stride, int count) {
        Values[] children = new Values[childBits.size()];
        int at = from;
        for (int i = 0; i < children.length; i++) {
            int bits = childBits.get(i);
            children[i] = new Values.Strided(bytes, at, stride, 1, bits, count);
            at += bits >>> 3;
        }
        return new Values.Packed(List.of(children), count);
    }
}
