package dev.evodb.rivals.driver;

import java.io.Closeable;
import java.io.IOException;

/// One kind of index, as Java code uses it.
interface Driver {
    /// The library and its version, and what it was told to build.
    String note(DriverRequest request) throws IOException;

    /// Builds the index of `request.base()` in `request.cache()`, which is empty.
    void build(DriverRequest request) throws IOException;

    /// Opens the index in `request.cache()` for searching.
    Searching open(DriverRequest request) throws IOException;

    /// An opened index, on one thread.
    interface Searching extends Closeable {
        /// Writes the row numbers of the nearest `rows.length` rows, nearest first.
        ///
        /// @return how many there are
        int search(float[] query, String setting, int[] rows) throws IOException;

        /// Bytes of the index and the rows that it needs, as a searching process holds them.
        long bytes() throws IOException;

        /// Whether other threads than the caller's work for a query, so that the CPU time of the whole
        /// process counts.
        default boolean usesOtherThreads() {
            return false;
        }
    }
}
