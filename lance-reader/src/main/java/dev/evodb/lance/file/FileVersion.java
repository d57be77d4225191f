package dev.evodb.lance.file;

/// The version pair of a file's footer.
public record FileVersion(int major, int minor) {
    static final FileVersion V2_1 = new FileVersion(2, 1);
    static final FileVersion V2_2 = new FileVersion(2, 2);
    static final String READ = V2_1 + ", " + V2_2;

    boolean isRead() {
        return equals(V2_1) || equals(V2_2);
    }

    /// `2.1`
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
