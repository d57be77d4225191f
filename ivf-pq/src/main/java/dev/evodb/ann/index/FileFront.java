package dev.evodb.ann.index;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.SegmentSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.IntToLongFunction;

/// Head and section table of a segment or a graph file, copied out of it: version, checksum and length of
/// the file are those that it says.
final class FileFront {
    private final SegmentSource source;
    private final byte[] bytes;

    private FileFront(SegmentSource source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    /// Reads the first `count` bytes of a file that errors call `format`.
    static FileFront read(SegmentSource source, String format, long magic, int supportedVersion, int count)
            throws IOException {
        Location at = Location.of(source.name()).atOffset(0);
        if (source.length() < count) {
            throw new CorruptFileException(
                    at, format + " has " + source.length() + " bytes, its head alone needs " + count);
        }
        byte[] bytes = new byte[count];
        source.copy(0, MemorySegment.ofArray(bytes));
        FileFront front = new FileFront(source, bytes);
        if (front.longAt(SegmentFormat.AT_MAGIC) != magic) {
            throw new CorruptFileException(
                    at,
                    "magic is " + Long.toHexString(front.longAt(SegmentFormat.AT_MAGIC)) + ", that of a " + format
                            + " is " + Long.toHexString(magic));
        }
        int version = front.intAt(SegmentFormat.AT_VERSION);
        if (version != supportedVersion) {
            throw new UnsupportedFeatureException(
                    format + " version", Integer.toString(version), Integer.toString(supportedVersion), at);
        }
        require(
                SegmentFormat.frontChecksum(bytes),
                front.intAt(SegmentFormat.AT_CHECKSUM),
                at.atOffset(SegmentFormat.AT_CHECKSUM));
        long length = front.longAt(SegmentFormat.AT_LENGTH);
        if (length != source.length()) {
            throw new CorruptFileException(
                    at.atOffset(SegmentFormat.AT_LENGTH),
                    format + " has " + source.length() + " bytes, its head says " + length);
        }
        return front;
    }

    int byteAt(int at) {
        return bytes[at];
    }

    int intAt(int at) {
        return LittleEndian.readInt(bytes, at);
    }

    long longAt(int at) {
        return LittleEndian.readLong(bytes, at);
    }

    /// The beginning of the file.
    Location location() {
        return Location.of(source.name()).atOffset(0);
    }

    /// Where the entry of a section lies; `place` counts from 0, the sections of the table from 1.
    static int entry(int place) {
        return SegmentFormat.HEAD_BYTES + place * SegmentFormat.TABLE_ENTRY_BYTES;
    }

    int checksum(int place) {
        return intAt(entry(place) + 4);
    }

    long offset(int place) {
        return longAt(entry(place) + 8);
    }

    long length(int place) {
        return longAt(entry(place) + 16);
    }

    int[] checksums() {
        int[] checksums = new int[sections()];
        for (int place = 0; place < checksums.length; place++) {
            checksums[place] = checksum(place);
        }
        return checksums;
    }

    /// The offsets of all sections, which follow one another, are as long as `lengths` says by place, and
    /// end where the file ends: what is allocated for a section is in the file.
    long[] offsets(IntToLongFunction lengths) {
        long[] offsets = new long[sections()];
        long expected = SegmentFormat.aligned(bytes.length);
        for (int place = 0; place < offsets.length; place++) {
            int code = intAt(entry(place));
            long length = lengths.applyAsLong(place);
            if (code != place + 1
                    || offset(place) != expected
                    || length(place) != length
                    || length < 0
                    || length > source.length() - expected) {
                throw new CorruptFileException(
                        location().atOffset(entry(place)),
                        "section " + code + " has " + length(place) + " bytes at " + offset(place) + ", expected "
                                + (place + 1) + " with " + length + " at " + expected);
            }
            offsets[place] = expected;
            expected = SegmentFormat.aligned(expected + length);
        }
        if (expected != source.length()) {
            throw new CorruptFileException(
                    location().atOffset(source.length()),
                    "sections end at " + expected + " of " + source.length() + " bytes");
        }
        return offsets;
    }

    private int sections() {
        return (bytes.length - SegmentFormat.HEAD_BYTES) / SegmentFormat.TABLE_ENTRY_BYTES;
    }

    /// @throws CorruptFileException if a checksum is not the one that the file states
    static void require(int found, int stated, Location at) {
        if (found != stated) {
            throw new CorruptFileException(
                    at, "CRC-32C is " + Integer.toHexString(found) + ", stated is " + Integer.toHexString(stated));
        }
    }
}
