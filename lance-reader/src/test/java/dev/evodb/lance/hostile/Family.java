package dev.evodb.lance.hostile;

import dev.evodb.bytes.LittleEndian;
import java.util.Optional;

/// All mutations of one kind that a file has, numbered from 0. The families are those of RELIABILITY's F1
/// to F4.
sealed interface Family {
    /// How many numbers there are; some may stand for no change at all.
    long size();

    /// The mutation of that number, nothing if it would leave the file as it is.
    Optional<Mutation> get(long number);

    /// F1: each byte with each bit flipped, with all bits flipped, set to 0x00 and to 0xFF; without the
    /// first `left` of these, of which the highest bits are the first.
    record Bytes(byte[] good, int left) implements Family {
        private static final int VARIANTS = 11;

        /// All of F1.
        Bytes(byte[] good) {
            this(good, 0);
        }

        @Override
        public long size() {
            return (long) good.length * (VARIANTS - left);
        }

        @Override
        public Optional<Mutation> get(long number) {
            int at = (int) (number / (VARIANTS - left));
            int variant = left + (int) (number % (VARIANTS - left));
            int was = good[at] & 0xFF;
            int value = switch (variant) {
                case 8 -> was ^ 0xFF;
                case 9 -> 0;
                case 10 -> 0xFF;
                default -> was ^ 0x80 >> variant;
            };
            return value == was ? Optional.empty() : Optional.of(new Mutation.Patch(at, 1, value));
        }
    }

    /// F2: cut to each shorter length, extended by 1 to 64 bytes of 0x00 or 0xFF.
    record Lengths(byte[] good) implements Family {
        private static final int LONGEST = 64;

        @Override
        public long size() {
            return good.length + 2L * LONGEST;
        }

        @Override
        public Optional<Mutation> get(long number) {
            if (number < good.length) {
                return Optional.of(new Mutation.Cut((int) number));
            }
            int extension = (int) (number - good.length);
            return Optional.of(new Mutation.Extension(extension / 2 + 1, extension % 2 == 0 ? 0 : 0xFF));
        }
    }

    /// Cut to each shorter length.
    record Cuts(byte[] good) implements Family {
        @Override
        public long size() {
            return good.length;
        }

        @Override
        public Optional<Mutation> get(long number) {
            return Optional.of(new Mutation.Cut((int) number));
        }
    }

    /// `count` seeded sets of changes, in turn to the whole file and to what comes from byte `metadata`
    /// on.
    record Scattered(int metadata, long first, long count) implements Family {
        @Override
        public long size() {
            return count;
        }

        @Override
        public Optional<Mutation> get(long number) {
            return Optional.of(new Mutation.Scatter(number % 2 == 0 ? 0 : metadata, first + number));
        }
    }

    /// F3: every 32-bit and 64-bit word in `[from, good.length)`, at any byte, replaced by numbers that
    /// break counting.
    record Numbers(byte[] good, int from) implements Family {
        private static final int VALUES = 12;

        @Override
        public long size() {
            return (good.length - from) * 2L * VALUES;
        }

        @Override
        public Optional<Mutation> get(long number) {
            int at = from + (int) (number / (2 * VALUES));
            int width = number % 2 == 0 ? 4 : 8;
            long value = value((int) (number / 2 % VALUES), width);
            if (at > good.length - width || value == was(at, width)) {
                return Optional.empty();
            }
            return Optional.of(new Mutation.Patch(at, width, value));
        }

        private long was(int at, int width) {
            return width == 4 ? LittleEndian.readInt(good, at) & 0xFFFFFFFFL : LittleEndian.readLong(good, at);
        }

        private long value(int index, int width) {
            long value = switch (index) {
                case 0 -> 0;
                case 1 -> 1;
                case 2 -> -1;
                case 3 -> width == 4 ? Integer.MAX_VALUE : Long.MAX_VALUE;
                case 4 -> width == 4 ? Integer.MIN_VALUE : Long.MIN_VALUE;
                case 5 -> good.length - 1L;
                case 6 -> good.length;
                case 7 -> good.length + 1L;
                case 8 -> 1L << 31;
                case 9 -> width == 4 ? 0xFFFFFFFEL : 1L << 32;
                case 10 -> width == 4 ? Integer.MAX_VALUE - 7 : Long.MAX_VALUE - 7;
                default -> width == 4 ? 1L << 30 : 1L << 62;
            };
            return width == 4 ? value & 0xFFFFFFFFL : value;
        }
    }

    /// F4: `count` seeded splices, the first with seed `first`.
    record Spliced(long first, long count) implements Family {
        @Override
        public long size() {
            return count;
        }

        @Override
        public Optional<Mutation> get(long number) {
            return Optional.of(new Mutation.Splice(first + number));
        }
    }
}
