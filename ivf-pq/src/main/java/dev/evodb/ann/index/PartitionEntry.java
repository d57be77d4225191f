package dev.evodb.ann.index;

import dev.evodb.bytes.LittleEndian;

/// A partition in the directory of a segment: how many rows it has, and the CRC-32C of its part of each
/// section from [Section#ROW_IDS] on, 0 for a section that there is not.
record PartitionEntry(int rows, int[] checksums) {
    /// Sections with a part a partition.
    static final int PARTS = 5;

    static final int BYTES = 4 + 4 * PARTS;

    static PartitionEntry read(byte[] bytes, int at) {
        int[] checksums = new int[PARTS];
        for (int i = 0; i < PARTS; i++) {
            checksums[i] = LittleEndian.readInt(bytes, at + 4 + 4 * i);
        }
        return new PartitionEntry(LittleEndian.readInt(bytes, at), checksums);
    }

    void write(byte[] bytes, int at) {
        LittleEndian.writeInt(bytes, at, rows);
        for (int i = 0; i < PARTS; i++) {
            LittleEndian.writeInt(bytes, at + 4 + 4 * i, checksums[i]);
        }
    }

    int checksum(Section section) {
        return checksums[section.place() - Section.ROW_IDS.place()];
    }
}
