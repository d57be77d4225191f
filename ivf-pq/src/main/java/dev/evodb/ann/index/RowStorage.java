package dev.evodb.ann.index;

/// Which copies of the rows an index keeps, and where, to compare the candidates of a scan.
public enum RowStorage {
    /// 32-bit floats in memory: `4 * dims` bytes a row.
    FLOATS(1, "float", false, true, true),
    /// One byte a dim and floats, both in memory: few floats are touched.
    BYTES_AND_FLOATS(2, "int8+float", true, true, true),
    /// One byte a dim in memory, floats in the file.
    BYTES_AND_FILE(3, "int8+file", true, true, false),
    /// One byte a dim and nothing else: distances are approximate.
    BYTES(4, "int8", true, false, false);

    private final int code;
    private final String wireName;
    private final boolean hasBytes;
    private final boolean hasFloats;
    private final boolean areFloatsInMemory;

    RowStorage(int code, String wireName, boolean hasBytes, boolean hasFloats, boolean areFloatsInMemory) {
        this.code = code;
        this.wireName = wireName;
        this.hasBytes = hasBytes;
        this.hasFloats = hasFloats;
        this.areFloatsInMemory = areFloatsInMemory;
    }

    /// The number in files.
    int code() {
        return code;
    }

    /// The name in options and JSON.
    public String wireName() {
        return wireName;
    }

    /// Whether there is a copy of one byte a dim.
    public boolean hasBytes() {
        return hasBytes;
    }

    /// Whether there are floats at all.
    public boolean hasFloats() {
        return hasFloats;
    }

    /// Whether floats are read into memory.
    public boolean areFloatsInMemory() {
        return areFloatsInMemory;
    }

    /// @throws IllegalArgumentException if no storage has that name
    public static RowStorage ofWireName(String name) {
        for (RowStorage storage : values()) {
            if (storage.wireName.equals(name)) {
                return storage;
            }
        }
        throw new IllegalArgumentException("rows must be float, int8+float, int8+file or int8, got " + name);
    }
}
