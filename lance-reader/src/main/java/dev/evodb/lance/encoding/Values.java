package dev.evodb.lance.encoding;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.util.List;

/// Decoded values of one chunk, block or run of full-zip rows, still in the bytes and byte order of the
/// file.
///
/// A view wherever nothing had to be unpacked, so that plain values move once: from the file's bytes into
/// the column. All positions have been checked against the arrays by whoever made the record.
public sealed interface Values {
    int count();

    /// Bytes of the arrays, as far as only these values use them.
    default long memoryBytes() {
        return switch (this) {
            case Fixed fixed -> ((long) fixed.bits * fixed.count + 7) >>> 3;
            case Strided strided -> ((long) strided.bits * strided.count + 7) >>> 3;
            case Variable(byte[] bytes, int[] offsets) -> bytes.length + 4L * offsets.length;
            case Spans(byte[] bytes, int[] starts, var _) -> bytes.length + 8L * starts.length;
            case Symbols symbols -> symbols.bytes.length + 8L * symbols.starts.length;
            case Indexed(Values items, int[] indices, var _) -> items.memoryBytes() + 4L * indices.length;
            case Packed(List<Values> children, var _) -> {
                long sum = 0;
                for (Values child : children) {
                    sum += child.memoryBytes();
                }
                yield sum;
            }
            case Lists lists -> lists.validity.length + lists.items.memoryBytes();
        };
    }

    /// `count` values of `bits` each, back to back and little endian, from `bytes[from]`; single bits
    /// least significant first.
    record Fixed(byte[] bytes, int from, int bits, int count) implements Values {}

    /// As `Fixed`, in runs of `run` values: run `r` starts at `bytes[from + r * stride]`.
    record Strided(byte[] bytes, int from, int stride, int run, int bits, int count) implements Values {
        /// Values `[first, first + n)`, copied together, if runs are of one value of whole bytes.
        public Fixed gather(int first, int n) {
            int width = bits >>> 3;
            byte[] gathered = new byte[n * width];
            int at = from + first * stride;
            switch (width) {
                case 4 -> {
                    for (int i = 0; i < n; i++) {
                        Words.INT.set(gathered, i * 4, (int) Words.INT.get(bytes, at + i * stride));
                    }
                }
                case 8 -> {
                    for (int i = 0; i < n; i++) {
                        Words.LONG.set(gathered, i * 8, (long) Words.LONG.get(bytes, at + i * stride));
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        System.arraycopy(bytes, at + i * stride, gathered, i * width, width);
                    }
                }
            }
            return new Fixed(gathered, 0, bits, n);
        }
    }

    /// Value `i` is `bytes[offsets[i] .. offsets[i + 1])`.
    record Variable(byte[] bytes, int[] offsets) implements Values {
        @Override
        public int count() {
            return offsets.length - 1;
        }
    }

    /// Value `i` is `bytes[starts[i] .. ends[i])`.
    record Spans(byte[] bytes, int[] starts, int[] ends) implements Values {
        @Override
        public int count() {
            return starts.length;
        }
    }

    /// Value `i` is what `table` makes of the codes `bytes[starts[i] .. ends[i + endShift])`: decoded
    /// only where it is copied to. `at` names the codes in errors.
    record Symbols(SymbolTable table, byte[] bytes, int[] starts, int[] ends, int endShift, int count, Location at)
            implements Values {
        int start(int i) {
            return starts[i];
        }

        int end(int i) {
            return ends[i + endShift];
        }

        /// Bytes of the codes of values `[from, from + n)`.
        public long codeBytes(int from, int n) {
            long bytes = 0;
            for (int i = from; i < from + n; i++) {
                bytes += end(i) - start(i);
            }
            return bytes;
        }

        /// Bytes that must be free in the target of [#decode] for value `i`.
        public long room(int i) {
            return table.room(bytes, start(i), end(i), i, at);
        }

        /// Decodes value `i` to `target[write ..]`, where there is [#room]; answers where it ends.
        ///
        /// @throws CorruptFileException if the codes are wrong
        public int decode(int i, byte[] target, int write) {
            return table.decode(bytes, start(i), end(i), target, write, at);
        }
    }

    /// Value `i` is `items[indices[i]]`; every index is below the count of `items`, which is not
    /// `Indexed` itself.
    record Indexed(Values items, int[] indices, int count) implements Values {
        /// Values `[first, first + n)`, copied together, for items that are the fixed-width `from`.
        public Fixed gather(Fixed from, int first, int n) {
            if (from.bits == 1) {
                byte[] bits = new byte[(n + 7) >>> 3];
                for (int i = 0; i < n; i++) {
                    int index = indices[first + i];
                    bits[i >>> 3] |= (byte) ((from.bytes[from.from + (index >>> 3)] >> (index & 7) & 1) << (i & 7));
                }
                return new Fixed(bits, 0, 1, n);
            }
            int width = from.bits >>> 3;
            byte[] gathered = new byte[n * width];
            switch (width) {
                case 4 -> {
                    for (int i = 0; i < n; i++) {
                        int value = (int) Words.INT.get(from.bytes, from.from + indices[first + i] * 4);
                        Words.INT.set(gathered, i * 4, value);
                    }
                }
                case 8 -> {
                    for (int i = 0; i < n; i++) {
                        long value = (long) Words.LONG.get(from.bytes, from.from + indices[first + i] * 8);
                        Words.LONG.set(gathered, i * 8, value);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        System.arraycopy(
                                from.bytes, from.from + indices[first + i] * width, gathered, i * width, width);
                    }
                }
            }
            return new Fixed(gathered, 0, from.bits, n);
        }
    }

    /// Value `i` is a struct of value `i` of each of `children`.
    record Packed(List<Values> children, int count) implements Values {
        public Packed {
            children = List.copyOf(children);
        }
    }

    /// Value `i` is `items[i * dimension .. (i + 1) * dimension)`. With `hasValidity`, bit `validityFrom
    /// + j` of `validity` tells whether item `j` is valid, least significant first.
    record Lists(int dimension, boolean hasValidity, byte[] validity, long validityFrom, Values items, int count)
            implements Values {}
}
