package dev.evodb.oracle.table;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/// The canonical text of values (see [dev.evodb.lance.CanonicalForm]) out of Arrow's own vectors: written
/// a second time, so that the two readers share nothing but the text.
public final class ArrowText {
    private final DictionaryProvider dictionaries;

    public ArrowText(DictionaryProvider dictionaries) {
        this.dictionaries = dictionaries;
    }

    /// Appends row `row` of `vector` to `out`; answers whether it is null.
    public boolean append(FieldVector vector, int row, ByteArrayOutputStream out) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        Dictionary dictionary = encoding == null ? null : dictionaries.lookup(encoding.getId());
        if (vector.isNull(row)) {
            out.write('~');
            return true;
        }
        if (dictionary != null) {
            return append(dictionary.getVector(), (int) ((BaseIntVector) vector).getValueAsLong(row), out);
        }
        switch (vector) {
            case BitVector bits -> out.write(bits.get(row) == 1 ? 't' : 'f');
            case ListVector list ->
                appendItems(list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row), out);
            case LargeListVector list ->
                appendItems(
                        list.getDataVector(),
                        (int) list.getElementStartIndex(row),
                        (int) list.getElementEndIndex(row),
                        out);
            case FixedSizeListVector list ->
                appendItems(list.getDataVector(), row * list.getListSize(), (row + 1) * list.getListSize(), out);
            case StructVector struct -> {
                out.write('{');
                List<FieldVector> children = struct.getChildrenFromFields();
                for (int i = 0; i < children.size(); i++) {
                    if (i > 0) {
                        out.write(',');
                    }
                    append(children.get(i), row, out);
                }
                out.write('}');
            }
            default -> appendBytes(vector.getField().getType(), bytes((ElementAddressableVector) vector, row), out);
        }
        return false;
    }

    private void appendItems(FieldVector items, int from, int to, ByteArrayOutputStream out) {
        out.write('[');
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.write(',');
            }
            append(items, i, out);
        }
        out.write(']');
    }

    private static byte[] bytes(ElementAddressableVector vector, int row) {
        ArrowBufPointer pointer = vector.getDataPointer(row);
        byte[] bytes = new byte[(int) pointer.getLength()];
        if (bytes.length > 0) {
            Objects.requireNonNull(pointer.getBuf()).getBytes(pointer.getOffset(), bytes);
        }
        return bytes;
    }

    private static void appendBytes(ArrowType type, byte[] bytes, ByteArrayOutputStream out) {
        switch (type) {
            case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ -> {
                put("s" + bytes.length + ":", out);
                out.writeBytes(bytes);
            }
            case ArrowType.Binary _, ArrowType.LargeBinary _, ArrowType.FixedSizeBinary _ ->
                put("b" + bytes.length + ":" + HexFormat.of().formatHex(bytes), out);
            case ArrowType.FloatingPoint _ ->
                put(
                        (bytes.length == 2 ? "h" : bytes.length == 4 ? "r" : "d")
                                + HexFormat.of().formatHex(reversed(bytes)),
                        out);
            case ArrowType.Int integer
            when !integer.getIsSigned() -> put("i" + new BigInteger(1, reversed(bytes)), out);
            default -> put("i" + new BigInteger(reversed(bytes)), out);
        }
    }

    private static void put(String ascii, ByteArrayOutputStream out) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return reversed;
    }
}
