package dev.evodb.lance;

import java.util.OptionalLong;

/// How to open a table. `version` is absent for the newest one; it is unsigned.
public record OpenOptions(OptionalLong version, ReadLimits limits) {
    /// The newest version, with [ReadLimits#DEFAULT].
    public static final OpenOptions DEFAULT = new OpenOptions(OptionalLong.empty(), ReadLimits.DEFAULT);

    /// The version of that number.
    public OpenOptions withVersion(long newVersion) {
        return new OpenOptions(OptionalLong.of(newVersion), limits);
    }

    public OpenOptions withLimits(ReadLimits newLimits) {
        return new OpenOptions(version, newLimits);
    }
}
