package dev.evodb.lance.hostile;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// A change to the bytes of a file. `toString` is one line that [#parse] reads, so that any failure can
/// be run again.
sealed interface Mutation {
    /// `width` bytes from `at` on become the little-endian `value`.
    record Patch(int at, int width, long value) implements Mutation {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "patch %d %d 0x%x", at, width, value);
        }
    }

    /// Only the first `length` bytes stay.
    record Cut(int length) implements Mutation {
        @Override
        public String toString() {
            return "cut " + length;
        }
    }

    /// `count` bytes of value `fill` come after the last one.
    record Extension(int count, int fill) implements Mutation {
        @Override
        public String toString() {
            return "extend " + count + " " + fill;
        }
    }

    /// The change of that number among seeded splices with bytes of other files; see [Splices].
    record Splice(long seed) implements Mutation {
        @Override
        public String toString() {
            return "splice " + seed;
        }
    }

    /// 1 to 8 changes at bytes `[from, length)` that `seed` determines: a byte becomes any other, one of
    /// its bits is flipped, all are set, or it and the seven behind it become 0 or 1.
    record Scatter(int from, long seed) implements Mutation {
        @Override
        public String toString() {
            return "scatter " + from + " " + seed;
        }
    }

    static Mutation parse(String line) {
        String[] words = line.trim().split(" ", -1);
        return switch (words[0]) {
            case "patch" ->
                new Patch(
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseUnsignedLong(words[3].substring(2), 16));
            case "cut" -> new Cut(Integer.parseInt(words[1]));
            case "extend" -> new Extension(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "splice" -> new Splice(Long.parseLong(words[1]));
            case "scatter" -> new Scatter(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            default -> throw new IllegalArgumentException("not a mutation: " + line);
        };
    }

    /// Bytes of `good` with the change, in a new array.
    static byte[] apply(Mutation mutation, byte[] good, Splices splices) {
        return switch (mutation) {
            case Patch patch -> {
                byte[] changed = good.clone();
                write(changed, patch);
                yield changed;
            }
            case Cut(int length) -> Arrays.copyOf(good, length);
            case Extension(int count, int fill) -> {
                byte[] longer = Arrays.copyOf(good, good.length + count);
                Arrays.fill(longer, good.length, longer.length, (byte) fill);
                yield longer;
            }
            case Splice(long seed) -> splices.apply(good, seed);
            case Scatter(int from, long seed) -> scattered(good, from, new SplittableRandom(seed));
        };
    }

    private static byte[] scattered(byte[] good, int from, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
            int at = from + random.nextInt(good.length - from);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) 0xFF;
                default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt(2));
            }
        }
        return bytes;
    }

    /// Changes `bytes` in place; the part of a word behind their end is left out.
    static void write(byte[] bytes, Patch patch) {
        for (int i = 0; i < patch.width && patch.at + i < bytes.length; i++) {
            bytes[patch.at + i] = (byte) (patch.value >>> (8 * i));
        }
    }
}
