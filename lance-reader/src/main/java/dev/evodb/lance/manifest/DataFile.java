package dev.evodb.lance.manifest;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// A data file of a fragment. `path` is below the table's `data` folder, or below the base path of
/// `baseId`.
///
/// Field `fields[i]` is stored in file column `columnIndices[i]`; a column of -1 means that the field has
/// none of its own, a field of -2 that its column was replaced. The arrays are shared: do not change
/// them. Source: lance `protos/table.proto`, message `DataFile`.
public record DataFile(
        String path,
        int[] fields,
        int[] columnIndices,
        int majorVersion,
        int minorVersion,
        OptionalLong sizeBytes,
        OptionalInt baseId) {
    /// The format of the file as users know it: `0.1`, `2.0`, `2.1`. Writers of 2.0 have called it 0.3 as
    /// well.
    public String formatVersion() {
        if (majorVersion == 0) {
            return minorVersion <= 2 ? "0.1" : "2.0";
        }
        return majorVersion + "." + minorVersion;
    }
}
