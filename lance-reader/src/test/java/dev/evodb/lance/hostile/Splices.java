package dev.evodb.lance.hostile;

import dev.evodb.lance.hostile.FileParts.Range;
import java.util.List;
import java.util.SplittableRandom;

/// F4: files put together from pieces of good ones. Each piece alone is valid, so that what breaks is
/// what pieces promise about each other.
final class Splices {
    private static final int ENTRY_BYTES = 16;

    private final FileParts own;
    private final List<Donor> donors;

    /// A file that pieces come from.
    record Donor(String name, byte[] bytes, FileParts parts) {}

    Splices(FileParts own, List<Donor> donors) {
        this.own = own;
        this.donors = donors;
    }

    /// `good` with one to three changes that `seed` determines.
    byte[] apply(byte[] good, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Donor donor = donors.get(random.nextInt(donors.size()));
        byte[] bytes = good.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes = change(bytes, good, donor, random);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, byte[] good, Donor donor, SplittableRandom random) {
        // A file that was cut before has its parts no longer where they were.
        int kind = bytes.length == good.length ? random.nextInt(9) : 8;
        switch (kind) {
            case 0 -> copy(donor.bytes, any(donor.parts.buffers(), random), bytes, any(own.buffers(), random));
            case 1 -> copy(good, any(own.buffers(), random), bytes, any(own.buffers(), random));
            case 2 ->
                copy(donor.bytes, any(donor.parts.columnMetadata(), random), bytes, any(own.columnMetadata(), random));
            case 3 -> copy(good, any(own.columnMetadata(), random), bytes, any(own.columnMetadata(), random));
            case 4 -> copyEntry(good, bytes, own.columnTable(), own.columns(), random);
            case 5 -> copyEntry(good, bytes, own.globalTable(), own.globals(), random);
            case 6 -> {
                int length = 1 + random.nextInt(Math.min(4096, bytes.length));
                System.arraycopy(
                        good,
                        random.nextInt(bytes.length - length + 1),
                        bytes,
                        random.nextInt(bytes.length - length + 1),
                        length);
            }
            case 7 -> {
                int length = 1 + random.nextInt(Math.min(4096, Math.min(bytes.length, donor.bytes.length)));
                System.arraycopy(
                        donor.bytes,
                        random.nextInt(donor.bytes.length - length + 1),
                        bytes,
                        random.nextInt(bytes.length - length + 1),
                        length);
            }
            default -> {
                return joined(bytes, donor.bytes, random);
            }
        }
        return bytes;
    }

    /// The first bytes of one file, then the last ones of another.
    private static byte[] joined(byte[] head, byte[] tail, SplittableRandom random) {
        int headLength = random.nextInt(head.length + 1);
        int tailLength = 1 + random.nextInt(tail.length);
        byte[] joined = new byte[headLength + tailLength];
        System.arraycopy(head, 0, joined, 0, headLength);
        System.arraycopy(tail, tail.length - tailLength, joined, headLength, tailLength);
        return joined;
    }

    private static Range any(List<Range> ranges, SplittableRandom random) {
        return ranges.isEmpty() ? new Range(-1, 0, 0) : ranges.get(random.nextInt(ranges.size()));
    }

    private static void copy(byte[] from, Range source, byte[] to, Range target) {
        int length = Math.min(source.to() - source.from(), target.to() - target.from());
        System.arraycopy(from, source.from(), to, target.from(), length);
    }

    private static void copyEntry(byte[] good, byte[] bytes, int table, int entries, SplittableRandom random) {
        if (entries > 0) {
            int source = table + random.nextInt(entries) * ENTRY_BYTES;
            int target = table + random.nextInt(entries) * ENTRY_BYTES;
            System.arraycopy(good, source, bytes, target, ENTRY_BYTES);
        }
    }
}
