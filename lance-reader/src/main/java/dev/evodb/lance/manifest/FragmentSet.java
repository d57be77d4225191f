package dev.evodb.lance.manifest;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.RoaringBitmap;

/// A set of fragment ids, stored as a roaring bitmap. Immutable.
///
/// A few bytes can name four billion ids, so the set is asked, never listed.
public final class FragmentSet {
    private static final int COOKIE_WITHOUT_RUNS = 12346;
    private static final int MAX_CONTAINERS = 1 << 16;

    private final RoaringBitmap ids;

    private FragmentSet(RoaringBitmap ids) {
        this.ids = ids;
    }

    /// @throws CorruptFileException if `bytes` are not exactly one portable 32-bit roaring bitmap
    static FragmentSet parse(ByteSlice bytes) {
        if (bytes.length() >= 8 && bytes.readIntLE(0, "fragment bitmap") == COOKIE_WITHOUT_RUNS) {
            int containers = bytes.readIntLE(4, "fragment bitmap");
            if (containers < 0 || containers > MAX_CONTAINERS) {
                throw new CorruptFileException(
                        bytes.at(4), "fragment bitmap has " + Integer.toUnsignedString(containers) + " containers");
            }
        }
        RoaringBitmap ids = new RoaringBitmap();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.array(), bytes.from(), bytes.length());
        try {
            ids.deserialize(new DataInputStream(in));
        } catch (IOException | InvalidRoaringFormat e) {
            throw new CorruptFileException(bytes.at(), "fragment bitmap is broken", e);
        }
        if (in.available() != 0 || !ids.validate()) {
            throw new CorruptFileException(bytes.at(), "fragment bitmap is broken");
        }
        return new FragmentSet(ids);
    }

    public boolean contains(long fragmentId) {
        return fragmentId >= 0 && fragmentId <= 0xFFFFFFFFL && ids.contains((int) fragmentId);
    }

    /// How many ids there are, `0..=2^32`.
    public long size() {
        return ids.getLongCardinality();
    }
}
