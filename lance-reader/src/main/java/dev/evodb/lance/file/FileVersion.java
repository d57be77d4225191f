package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;

/// The version of a file. Footers of the first two versions hold other numbers, see [#ofFooter].
public record FileVersion(int major, int minor) {
    static final FileVersion V0_1 = new FileVersion(0, 1);
    static final FileVersion V2_0 = new FileVersion(2, 0);
    static final FileVersion V2_1 = new FileVersion(2, 1);
    static final FileVersion V2_2 = new FileVersion(2, 2);
    /// Unstable; written so far with nothing that 2.2 has not.
    static final FileVersion V2_3 = new FileVersion(2, 3);

    /// What every file ends with: major and minor version of 2 bytes each, and `LANC`.
    static final int END_BYTES = 8;

    private static final String READ = V0_1 + ", " + V2_0 + ", " + V2_1 + ", " + V2_2 + ", " + V2_3;
    private static final int MAGIC = 'L' | 'A' << 8 | 'N' << 16 | 'C' << 24;

    /// How files of a version store fields.
    enum Layout {
        /// 0.1: batches of rows, found by field id in a page table.
        BATCHES,
        /// 2.0: a column for each struct, list and leaf.
        NODE_COLUMNS,
        /// 2.1 and later: a column for each leaf.
        LEAF_COLUMNS
    }

    /// The version that the pair of a footer means: 0.3 is 2.0, and 0.0 to 0.2 are 0.1.
    static FileVersion ofFooter(int major, int minor) {
        if (major == 0 && minor <= 3) {
            return minor == 3 ? V2_0 : V0_1;
        }
        return new FileVersion(major, minor);
    }

    /// Parses the last [#END_BYTES] of a file.
    ///
    /// @throws CorruptFileException if they are no end of a file
    /// @throws UnsupportedFeatureException for another version of the format
    static FileVersion parse(ByteSlice end) {
        int magic = end.readIntLE(4, "magic");
        if (magic != MAGIC) {
            throw new CorruptFileException(end.at(4), "magic is 0x" + Integer.toHexString(magic) + ", expected LANC");
        }
        FileVersion version =
                ofFooter(end.readUnsignedShortLE(0, "major version"), end.readUnsignedShortLE(2, "minor version"));
        if (!version.equals(V0_1)
                && !version.equals(V2_0)
                && !version.equals(V2_1)
                && !version.equals(V2_2)
                && !version.equals(V2_3)) {
            throw new UnsupportedFeatureException("file version", version.toString(), READ, end.at());
        }
        return version;
    }

    Layout layout() {
        return major == 0 ? Layout.BATCHES : minor == 0 ? Layout.NODE_COLUMNS : Layout.LEAF_COLUMNS;
    }

    /// `2.1`
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
