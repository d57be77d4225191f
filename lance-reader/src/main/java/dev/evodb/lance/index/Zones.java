package dev.evodb.lance.index;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The zones of a file that keeps one row of statistics a zone: `fragment_id`, `zone_start` and
/// `zone_length`, all u64. A zone is rows `[zone_start, zone_start + zone_length)` of its fragment.
final class Zones {
    private final long[] fragments;
    private final long[] starts;
    private final long[] lengths;
    /// The zones of each fragment of the table, if they cover it from its first row to its last without a
    /// gap.
    private final Map<Long, List<Integer>> whole = new HashMap<>();
    private final RowSpace addresses;

    /// @throws CorruptFileException if a zone reaches beyond its fragment
    Zones(IndexFile file, RowSpace addresses) throws IOException {
        this.fragments = file.column("fragment_id").readLongs();
        this.starts = file.column("zone_start").readLongs();
        this.lengths = file.column("zone_length").readLongs();
        this.addresses = addresses;
        Map<Long, Long> ends = new HashMap<>();
        for (int i = 0; i < fragments.length; i++) {
            OptionalLong rows = addresses.rows(fragments[i]);
            if (rows.isEmpty()) {
                continue;
            }
            check(i, rows.getAsLong(), file.at());
            long end = ends.getOrDefault(fragments[i], 0L);
            // Zones come in row order. With rows missing between them it is not known which rows they stand for.
            ends.put(fragments[i], end == starts[i] ? end + lengths[i] : -1L);
            whole.computeIfAbsent(fragments[i], _ -> new ArrayList<>()).add(i);
        }
        ends.forEach((fragment, end) -> {
            if (end != addresses.rows(fragment).orElse(-1)) {
                whole.remove(fragment);
            }
        });
    }

    private void check(int zone, long rows, Location at) {
        if (starts[zone] < 0 || lengths[zone] < 0 || starts[zone] > rows || lengths[zone] > rows - starts[zone]) {
            throw new CorruptFileException(
                    at,
                    "zone of rows [" + Long.toUnsignedString(starts[zone]) + ", +"
                            + Long.toUnsignedString(lengths[zone]) + ") is of fragment " + fragments[zone] + " with "
                            + rows + " rows");
        }
    }

    int count() {
        return fragments.length;
    }

    long length(int zone) {
        return lengths[zone];
    }

    /// The rows of the zones that match, and every row of fragments that zones do not cover.
    RowSet rows(boolean[] matches) {
        RowSet.Builder rows = new RowSet.Builder();
        rows.add(addresses.all().andNot(covered()));
        whole.forEach((fragment, zones) -> {
            for (int zone : zones) {
                if (matches[zone]) {
                    rows.addRange(fragment, starts[zone], starts[zone] + lengths[zone]);
                }
            }
        });
        return rows.build();
    }

    private RowSet covered() {
        RowSet.Builder rows = new RowSet.Builder();
        for (long fragment : whole.keySet()) {
            rows.addRange(fragment, 0, addresses.rows(fragment).orElse(0));
        }
        return rows.build();
    }
}
