package dev.evodb.lance.manifest;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.roaring.PortableRoaring;
import org.roaringbitmap.RoaringBitmap;

/// A set of fragment ids, stored as a roaring bitmap. Immutable.
///
/// A few bytes can name four billion ids, so the set is asked, never listed.
public final class FragmentSet {
    private final RoaringBitmap ids;

    private FragmentSet(RoaringBitmap ids) {
        this.ids = ids;
    }

    /// @throws dev.evodb.error.CorruptFileException if `bytes` are not exactly one portable 32-bit
    ///     roaring bitmap
    static FragmentSet parse(ByteSlice bytes) {
        return new FragmentSet(PortableRoaring.parse(bytes, "fragment bitmap"));
    }

    public boolean contains(long fragmentId) {
        return fragmentId >= 0 && fragmentId <= 0xFFFFFFFFL && ids.contains((int) fragmentId);
    }

    /// How many ids there are, `0..=2^32`.
    public long size() {
        return ids.getLongCardinality();
    }
}
