package dev.evodb.ann;

/// What a search did.
///
/// `partitionsProbed` partitions were visited, of all segments of the index together; `codesScored`
/// distances were computed from their codes; `candidatesRefined` rows were read to compare them exactly
/// in place of that; `rowsCompared` rows that no index knows were compared exactly. `isExhausted` says
/// that fewer than `k` rows were found where the search looked. `note` says why there was no index to
/// use, and is empty where there was one.
public record SearchStatistics(
        Method method,
        int partitionsProbed,
        long codesScored,
        int candidatesRefined,
        long rowsCompared,
        boolean isExhausted,
        String note) {
    /// Where the rows were looked for.
    public enum Method {
        /// In an index that covers all rows.
        INDEX("index"),
        /// In an index, and by comparing the rows that it does not cover.
        INDEX_AND_ROWS("index and rows"),
        /// By comparing all rows.
        ROWS("rows");

        private final String wireName;

        Method(String wireName) {
            this.wireName = wireName;
        }

        /// The name in JSON.
        public String wireName() {
            return wireName;
        }
    }

    /// Of a comparison with every row.
    public static SearchStatistics ofRows(long rowsCompared, boolean isExhausted, String note) {
        return new SearchStatistics(Method.ROWS, 0, 0, 0, rowsCompared, isExhausted, note);
    }
}
