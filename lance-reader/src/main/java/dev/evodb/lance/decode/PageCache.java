package dev.evodb.lance.decode;

import dev.evodb.error.Location;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What reads of the pages of one open file share, so that a page that is read in many small parts is not
/// analysed anew for each: chunk tables, repetition indices, dictionaries and the levels of constant
/// pages. Thread-safe.
///
/// Holds at most [#MAX_BYTES], and drops what was not used for the longest time.
final class PageCache {
    static final long MAX_BYTES = 8L << 20;

    private final Map<Location, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// What is kept of one page. Immutable.
    sealed interface Entry permits MiniBlockIndex, ConstantLevels {
        /// Memory that it takes.
        long bytes();
    }

    synchronized @Nullable Entry get(Page page) {
        return entries.get(page.at());
    }

    /// Keeps `entry` for `page`, if it is not larger than all that may be kept.
    synchronized void put(Page page, Entry entry) {
        if (entry.bytes() > MAX_BYTES) {
            return;
        }
        Entry replaced = entries.put(page.at(), entry);
        bytes += entry.bytes() - (replaced == null ? 0 : replaced.bytes());
        while (bytes > MAX_BYTES) {
            Map.Entry<Location, Entry> eldest = entries.entrySet().iterator().next();
            entries.remove(eldest.getKey());
            bytes -= eldest.getValue().bytes();
        }
    }
}
