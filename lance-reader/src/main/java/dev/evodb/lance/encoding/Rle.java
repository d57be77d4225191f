package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.util.Arrays;

/// Runs: values of `bitsPerValue` (whole bytes) in one buffer, the length of each run as one byte in another.
///
/// A run longer than 255 is split. Only the last runs may exceed the number of values. A block holds the byte
/// length of the values as a 64-bit number, the values, then the lengths.
public record Rle(int bitsPerValue) implements Encoding {
    public Rle {
        if (bitsPerValue < 8 || (bitsPerValue & 7) != 0) {
            throw new IllegalArgumentException("bitsPerValue must be a multiple of 8, got " + bitsPerValue);
        }
    }

    @Override
    public String kind() {
        return "rle";
    }

    Values.Fixed unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        long valueBytes = block.readCountLE(0, "run values length");
        ByteSlice values = block.slice(8, valueBytes, "run values");
        ByteSlice lengths = block.slice(8 + valueBytes, "run lengths");
        return decode(values, lengths, count, budget);
    }

    Values.Fixed decode(ByteSlice values, ByteSlice lengths, int count, DecodeBudget budget) {
        int width = bitsPerValue >>> 3;
        int runs = lengths.length();
        int valuesFrom = values.require(0, (long) runs * width, runs + " run values");
        byte[] in = values.array();
        byte[] out = new byte[budget.checkArray((long) count * width, 1, values.at())];
        int done = 0;
        for (int run = 0; run < runs && done < count; run++) {
            int length = Math.min(lengths.array()[lengths.from() + run] & 0xFF, count - done);
            fill(in, valuesFrom + run * width, width, out, done * width, length);
            done += length;
        }
        if (done < count) {
            throw new CorruptFileException(
                    lengths.at(), "run lengths add up to " + done + " values, expected " + count);
        }
        return new Values.Fixed(out, 0, bitsPerValue, count);
    }

    private static void fill(byte[] in, int from, int width, byte[] out, int to, int length) {
        switch (width) {
            case 1 -> Arrays.fill(out, to, to + length, in[from]);
            case 2 -> {
                short value = (short) Words.SHORT.get(in, from);
                for (int i = 0; i < length; i++) {
                    Words.SHORT.set(out, to + i * 2, value);
                }
            }
            case 4 -> {
                int value = (int) Words.INT.get(in, from);
                for (int i = 0; i < length; i++) {
                    Words.INT.set(out, to + i * 4, value);
                }
            }
            case 8 -> {
                long value = (long) Words.LONG.get(in, from);
                for (int i = 0; i < length; i++) {
                    Words.LONG.set(out, to + i * 8, value);
                }
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    System.arraycopy(in, from, out, to + i * width, width);
                }
            }
        }
    }
}
