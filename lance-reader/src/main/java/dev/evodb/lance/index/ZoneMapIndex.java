package dev.evodb.lance.index;

import dev.evodb.error.CorruptFileException;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Optional;

/// ZONEMAP: for each zone of rows the least and the greatest value and how many are null or NaN.
///
/// `zonemap.lance` has `min` and `max` of the column's type, `null_count` and `nan_count` (u32) and the
/// columns of [Zones]. All of it is kept in memory. Answers are whole zones.
public final class ZoneMapIndex implements ScalarIndex {
    private static final String FILE = "zonemap.lance";

    private final Zones zones;
    private final Keys min;
    private final Keys max;
    private final int[] nullCounts;
    private final int[] nanCounts;

    private ZoneMapIndex(Zones zones, Keys min, Keys max, int[] nullCounts, int[] nanCounts) {
        this.zones = zones;
        this.min = min;
        this.max = max;
        this.nullCounts = nullCounts;
        this.nanCounts = nanCounts;
    }

    /// Opens a segment over a column of `type`, of which the values are comparable.
    static ZoneMapIndex open(IndexFile.Folder folder, DataType type, RowSpace addresses) throws IOException {
        try (IndexFile file = new IndexFile(folder.open(FILE))) {
            int rows = file.rows();
            IndexFile.IndexColumn min = file.column("min");
            IndexFile.IndexColumn max = file.column("max");
            IndexFile.IndexColumn nulls = file.column("null_count");
            IndexFile.IndexColumn nans = file.column("nan_count");
            Zones zones = new Zones(file, addresses);
            int[] nullCounts = nulls.ints(nulls.read(0, rows));
            for (int i = 0; i < rows; i++) {
                if (Integer.toUnsignedLong(nullCounts[i]) > zones.length(i) && zones.length(i) >= 0) {
                    throw new CorruptFileException(
                            nulls.at(),
                            "zone of " + zones.length(i) + " rows has " + Integer.toUnsignedString(nullCounts[i])
                                    + " nulls");
                }
            }
            return new ZoneMapIndex(
                    zones,
                    Keys.of(min.read(0, rows), type, min.at()),
                    Keys.of(max.read(0, rows), type, max.at()),
                    nullCounts,
                    nans.ints(nans.read(0, rows)));
        }
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return !(query instanceof IndexQuery.HasItems || query instanceof IndexQuery.HasText);
    }

    @Override
    public IndexAnswer search(IndexQuery query) {
        boolean[] matches = new boolean[zones.count()];
        int count = 0;
        for (int i = 0; i < matches.length; i++) {
            if (query instanceof IndexQuery.IsNull) {
                matches[i] = nullCounts[i] != 0;
            } else {
                boolean hasValues = Integer.toUnsignedLong(nullCounts[i]) < zones.length(i);
                matches[i] = nanCounts[i] != 0 || (hasValues && Matching.mayMatchWithin(query, min, max, i));
            }
            count += matches[i] ? 1 : 0;
        }
        return IndexAnswer.atMost(zones.rows(matches), count + " of " + matches.length + " zones");
    }

    @Override
    public Optional<RowSet> nulls() {
        return Optional.empty();
    }

    /// Everything was read when it was opened.
    @Override
    public void close() {}
}
