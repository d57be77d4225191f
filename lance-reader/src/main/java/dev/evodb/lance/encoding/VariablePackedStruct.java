package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.util.ArrayList;
import java.util.List;

/// Structs of varying length, row by row: each child in order, of its fixed width or behind its length,
/// and encoded alone.
public record VariablePackedStruct(List<Child> children) implements Encoding {
    public VariablePackedStruct {
        children = List.copyOf(children);
    }

    /// One child. Of `bytes` bytes, or with `isVariable` behind a length of `bytes` bytes.
    public record Child(Encoding values, boolean isVariable, int bytes) {}

    @Override
    public String kind() {
        return "variable_packed_struct";
    }

    @Override
    public int leastRowBytes() {
        long least = 0;
        for (Child child : children) {
            least += child.bytes();
        }
        return (int) Math.min(Integer.MAX_VALUE, least);
    }

    /// Decodes the rows `spans` of `bytes`. Rows without bytes are null: their children are 0 and empty.
    Values.Packed unpackEach(ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        int count = spans.count();
        long fixedBytes = 0;
        for (Child child : children) {
            fixedBytes += child.isVariable() ? 8 : child.bytes();
        }
        budget.check((fixedBytes + 4) * count, bytes.at());
        int[] next = spans.starts().clone();
        List<Values> decoded = new ArrayList<>(children.size());
        for (Child child : children) {
            decoded.add(
                    child.isVariable()
                            ? variable(child, next, bytes, spans, budget)
                            : fixed(child, next, bytes, spans, budget));
        }
        for (int i = 0; i < count; i++) {
            if (next[i] != spans.ends()[i]) {
                throw new CorruptFileException(
                        bytes.at((long) next[i] - bytes.from()),
                        "packed row " + i + " has " + (spans.ends()[i] - next[i]) + " bytes after its last child");
            }
        }
        return new Values.Packed(decoded, count);
    }

    private static Values fixed(Child child, int[] next, ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        int count = next.length;
        int width = child.bytes();
        byte[] gathered = new byte[budget.checkArray((long) count * width, 1, bytes.at())];
        for (int i = 0; i < count; i++) {
            if (spans.starts()[i] < spans.ends()[i]) {
                requireInRow(i, next[i], width, bytes, spans);
                System.arraycopy(spans.bytes(), next[i], gathered, i * width, width);
                next[i] += width;
            }
        }
        return child.values().decodeRows(ByteSlice.of(gathered, bytes.at()), 0, width, width, count, budget);
    }

    private static Values variable(Child child, int[] next, ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        int count = next.length;
        int[] starts = new int[count];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = next[i];
            if (spans.starts()[i] < spans.ends()[i]) {
                requireInRow(i, next[i], child.bytes(), bytes, spans);
                long index = (long) next[i] - bytes.from();
                long length = switch (child.bytes()) {
                    case 1 -> bytes.readUnsignedByte(index, "length in packed row");
                    case 2 -> bytes.readUnsignedShortLE(index, "length in packed row");
                    case 4 -> bytes.readUnsignedIntLE(index, "length in packed row");
                    default -> bytes.readCountLE(index, "length in packed row");
                };
                starts[i] += child.bytes();
                requireInRow(i, starts[i], length, bytes, spans);
                next[i] = starts[i] + (int) length;
            }
            ends[i] = next[i];
        }
        return child.values().decodeEach(bytes, new Values.Spans(spans.bytes(), starts, ends), budget);
    }

    private static void requireInRow(int row, int from, long length, ByteSlice bytes, Values.Spans spans) {
        if (length > spans.ends()[row] - from) {
            throw new CorruptFileException(
                    bytes.at((long) from - bytes.from()),
                    "packed row " + row + " has " + (spans.ends()[row] - from) + " bytes left, a child needs "
                            + length);
        }
    }
}
