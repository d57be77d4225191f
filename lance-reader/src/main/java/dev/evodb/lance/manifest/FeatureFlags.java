package dev.evodb.lance.manifest;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;

/// Bits of `reader_feature_flags`: what a reader must understand to see the right rows.
///
/// Source: lance `rust/lance-table/src/feature_flags.rs`.
public final class FeatureFlags {
    /// Fragments may have deletion files.
    public static final long DELETION_FILES = 1;

    /// Row ids come from sequences, not from row addresses.
    public static final long STABLE_ROW_IDS = 2;

    /// Of historic meaning only.
    public static final long USE_V2_FORMAT = 4;

    /// The table carries configuration.
    public static final long TABLE_CONFIG = 8;

    /// Files may lie below other roots.
    public static final long BASE_PATHS = 16;

    /// Commits leave no transaction file.
    public static final long NO_TRANSACTION_FILES = 32;

    private static final long KNOWN = 63;

    private FeatureFlags() {}

    /// @throws UnsupportedFeatureException with the first unknown flag, if there is one
    static void checkReadable(long flags, Location at) {
        long unknown = flags & ~KNOWN;
        if (unknown != 0) {
            throw new UnsupportedFeatureException(
                    "reader feature flag",
                    Long.toUnsignedString(Long.lowestOneBit(unknown)),
                    "1, 2, 4, 8, 16 and 32",
                    at);
        }
    }
}
