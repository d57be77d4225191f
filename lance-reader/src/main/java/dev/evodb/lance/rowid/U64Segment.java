package dev.evodb.lance.rowid;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.proto.MessageReader;
import java.util.Optional;

/// A sequence of different unsigned 64-bit numbers. Immutable; views of the message, expanded nowhere.
///
/// Source: lance `protos/rowids.proto`, message `U64Segment`.
sealed interface U64Segment {
    /// Most numbers of a segment: a fragment has no more rows.
    long MAX_SIZE = 1L << 32;

    long size();

    /// Number `index`, in `[0, size())`.
    long get(long index);

    /// All numbers in maximal runs, where the first has position `from`.
    void forEachRun(long from, RunSink sink);

    /// `start, start + 1, …`
    record Range(long start, long size) implements U64Segment {
        @Override
        public long get(long index) {
            return start + index;
        }

        @Override
        public void forEachRun(long from, RunSink sink) {
            if (size > 0) {
                sink.accept(from, start, size);
            }
        }
    }

    /// `[start, start + length)` without `holes`, which ascend and lie inside.
    record RangeWithHoles(long start, long length, EncodedNumbers holes) implements U64Segment {
        @Override
        public long size() {
            return length - holes.size();
        }

        @Override
        public long get(long index) {
            // As many holes lie before the number as leave no more than `index` numbers before themselves.
            int low = 0;
            int high = holes.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (holes.get(middle) - start - middle <= index) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return start + index + low;
        }

        @Override
        public void forEachRun(long from, RunSink sink) {
            long position = from;
            long next = start;
            for (int i = 0; i <= holes.size(); i++) {
                long hole = i == holes.size() ? start + length : holes.get(i);
                if (hole != next) {
                    sink.accept(position, next, hole - next);
                    position += hole - next;
                }
                next = hole + 1;
            }
        }
    }

    /// The numbers of `[start, start + length)` whose bit is set, least significant first. `before[i]`
    /// counts the set bits before byte `64 i`.
    record RangeWithBitmap(long start, long length, ByteSlice bits, long[] before) implements U64Segment {
        private static final int STRIDE = 64;

        static RangeWithBitmap of(long start, long length, ByteSlice bits) {
            if (bits.length() != (length + 7) / 8) {
                throw new CorruptFileException(
                        bits.at(), "bitmap has " + bits.length() + " bytes, for " + length + " numbers");
            }
            if (length % 8 != 0 && bits.readUnsignedByte(bits.length() - 1L, "bitmap") >> (length % 8) != 0) {
                throw new CorruptFileException(bits.at(), "bitmap has bits beyond its " + length + " numbers");
            }
            long[] before = new long[bits.length() / STRIDE + 2];
            long count = 0;
            for (int i = 0; i < bits.length(); i++) {
                if (i % STRIDE == 0) {
                    before[i / STRIDE] = count;
                }
                count += Integer.bitCount(bits.array()[bits.from() + i] & 0xFF);
            }
            int filled = (bits.length() + STRIDE - 1) / STRIDE;
            for (int i = filled; i < before.length; i++) {
                before[i] = count;
            }
            return new RangeWithBitmap(start, length, bits, before);
        }

        @Override
        public long size() {
            return before[before.length - 1];
        }

        @Override
        public long get(long index) {
            int low = 0;
            int high = before.length - 1;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (before[middle] <= index) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            int left = (int) (index - before[low]);
            int at = low * STRIDE;
            int value = bits.array()[bits.from() + at] & 0xFF;
            while (Integer.bitCount(value) <= left) {
                left -= Integer.bitCount(value);
                at++;
                value = bits.array()[bits.from() + at] & 0xFF;
            }
            for (int i = 0; i < left; i++) {
                value &= value - 1;
            }
            return start + 8L * at + Integer.numberOfTrailingZeros(value);
        }

        @Override
        public void forEachRun(long from, RunSink sink) {
            long position = from;
            long first = -1;
            for (long i = 0; i <= length; i++) {
                boolean isSet = i < length && (bits.array()[bits.from() + (int) (i >>> 3)] >> (i & 7) & 1) != 0;
                if (isSet && first < 0) {
                    first = i;
                } else if (!isSet && first >= 0) {
                    sink.accept(position, start + first, i - first);
                    position += i - first;
                    first = -1;
                }
            }
        }
    }

    /// The numbers themselves, sorted or not.
    record Listed(EncodedNumbers numbers) implements U64Segment {
        @Override
        public long size() {
            return numbers.size();
        }

        @Override
        public long get(long index) {
            return numbers.get((int) index);
        }

        @Override
        public void forEachRun(long from, RunSink sink) {
            int first = 0;
            for (int i = 1; i <= numbers.size(); i++) {
                if (i == numbers.size() || numbers.get(i) == 0 || numbers.get(i) != numbers.get(i - 1) + 1) {
                    sink.accept(from + first, numbers.get(first), (long) i - first);
                    first = i;
                }
            }
        }
    }

    /// @throws CorruptFileException if the message breaks what the kinds above say of themselves
    static U64Segment parse(MessageReader message) {
        Optional<U64Segment> segment = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1, 2, 3 -> segment = Optional.of(ranged(message.field(), message.message("Range")));
                case 4 -> {
                    EncodedNumbers numbers = EncodedNumbers.parse(message.message("EncodedU64Array"));
                    numbers.checkAscending();
                    segment = Optional.of(new Listed(numbers));
                }
                case 5 -> segment = Optional.of(new Listed(EncodedNumbers.parse(message.message("EncodedU64Array"))));
                default -> message.skip();
            }
        }
        return segment.orElseThrow(() -> message.corruptMessage("is of an unknown kind"));
    }

    private static U64Segment ranged(int kind, MessageReader message) {
        long start = 0;
        long end = 0;
        Optional<EncodedNumbers> holes = Optional.empty();
        ByteSlice bits = message.none();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> start = message.uint64();
                case 2 -> end = message.uint64();
                case 3 -> {
                    if (kind == 2) {
                        holes = Optional.of(EncodedNumbers.parse(message.message("EncodedU64Array")));
                    } else {
                        bits = message.bytes();
                    }
                }
                default -> message.skip();
            }
        }
        long length = end - start;
        if (Long.compareUnsigned(start, end) > 0 || length < 0 || length > MAX_SIZE) {
            throw message.corruptMessage(
                    "is [" + Long.toUnsignedString(start) + ", " + Long.toUnsignedString(end) + ")");
        }
        if (kind == 3) {
            return RangeWithBitmap.of(start, length, bits);
        }
        if (holes.isEmpty() || holes.get().size() == 0) {
            return new Range(start, length);
        }
        EncodedNumbers gaps = holes.get();
        gaps.checkAscending();
        if (Long.compareUnsigned(gaps.get(0), start) < 0 || Long.compareUnsigned(gaps.get(gaps.size() - 1), end) >= 0) {
            throw message.corruptMessage("has holes outside of itself");
        }
        return new RangeWithHoles(start, length, gaps);
    }
}
