package dev.evodb.lance.file;

/// The version of a file. Footers of the first two versions hold other numbers, see [#ofFooter].
public record FileVersion(int major, int minor) {
    static final FileVersion V2_1 = new FileVersion(2, 1);
    static final FileVersion V2_2 = new FileVersion(2, 2);
    /// Unstable; written so far with nothing that 2.2 has not.
    static final FileVersion V2_3 = new FileVersion(2, 3);

    static final String READ = V2_1 + ", " + V2_2 + ", " + V2_3;

    /// The version that the pair of a footer means: 0.3 is 2.0, and 0.0 to 0.2 are 0.1.
    static FileVersion ofFooter(int major, int minor) {
        if (major == 0 && minor <= 3) {
            return minor == 3 ? new FileVersion(2, 0) : new FileVersion(0, 1);
        }
        return new FileVersion(major, minor);
    }

    boolean isRead() {
        return equals(V2_1) || equals(V2_2) || equals(V2_3);
    }

    /// `2.1`
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
