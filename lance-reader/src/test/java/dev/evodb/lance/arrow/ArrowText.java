package dev.evodb.lance.arrow;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/// The canonical form of the fixtures, made of Arrow's vectors.
final class ArrowText {
    private ArrowText() {}

    static void lines(FieldVector vector, MessageDigest digest) {
        for (int i = 0; i < vector.getValueCount(); i++) {
            digest.update((of(vector, i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    static String of(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return "~";
        }
        return switch (vector) {
            case BitVector bits -> bits.get(row) == 1 ? "t" : "f";
            case ListVector list ->
                items(list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
            case LargeListVector list ->
                items(list.getDataVector(), (int) list.getElementStartIndex(row), (int) list.getElementEndIndex(row));
            case FixedSizeListVector list ->
                items(list.getDataVector(), row * list.getListSize(), (row + 1) * list.getListSize());
            case StructVector struct -> {
                List<String> parts = new ArrayList<>();
                for (FieldVector child : struct.getChildrenFromFields()) {
                    parts.add(of(child, row));
                }
                yield "{" + String.join(",", parts) + "}";
            }
            default -> raw(vector.getField().getType(), bytes((ElementAddressableVector) vector, row));
        };
    }

    private static String items(FieldVector items, int from, int to) {
        List<String> parts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            parts.add(of(items, i));
        }
        return "[" + String.join(",", parts) + "]";
    }

    private static byte[] bytes(ElementAddressableVector vector, int row) {
        ArrowBufPointer pointer = vector.getDataPointer(row);
        byte[] bytes = new byte[(int) pointer.getLength()];
        if (bytes.length > 0) {
            Objects.requireNonNull(pointer.getBuf()).getBytes(pointer.getOffset(), bytes);
        }
        return bytes;
    }

    private static String raw(ArrowType type, byte[] bytes) {
        return switch (type) {
            case ArrowType.Utf8 _ -> "s" + bytes.length + ":" + new String(bytes, StandardCharsets.UTF_8);
            case ArrowType.LargeUtf8 _ -> "s" + bytes.length + ":" + new String(bytes, StandardCharsets.UTF_8);
            case ArrowType.Binary _ -> "b" + bytes.length + ":" + HexFormat.of().formatHex(bytes);
            case ArrowType.LargeBinary _ ->
                "b" + bytes.length + ":" + HexFormat.of().formatHex(bytes);
            case ArrowType.FixedSizeBinary _ ->
                "b" + bytes.length + ":" + HexFormat.of().formatHex(bytes);
            case ArrowType.FloatingPoint _ ->
                (bytes.length == 2 ? "h" : bytes.length == 4 ? "r" : "d")
                        + HexFormat.of().formatHex(reversed(bytes));
            case ArrowType.Int integer when !integer.getIsSigned() -> "i" + new BigInteger(1, reversed(bytes));
            default -> "i" + new BigInteger(reversed(bytes));
        };
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return reversed;
    }
}
