package dev.evodb.ann.index;

/// The row ids of a graph's nodes: one slot, places are nodes.
record NodeIds(RowIds ids) implements PlacedRows {
    @Override
    public int slots() {
        return 1;
    }

    @Override
    public int firstPlace(int slot) {
        return 0;
    }

    @Override
    public int places() {
        return ids.size();
    }

    @Override
    public RowIds rowIds(int slot) {
        return ids;
    }
}
