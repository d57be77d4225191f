package dev.evodb.ann.index;

import java.io.IOException;

/// The ids of all rows of an index, in slots: the row `i` of a slot has the place `firstPlace + i`.
interface PlacedRows {
    int slots();

    int firstPlace(int slot);

    /// Places of all rows are below.
    int places();

    /// The row ids of a slot.
    RowIds rowIds(int slot) throws IOException;
}
