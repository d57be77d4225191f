package dev.evodb.lance.text;

/// The documents of one partition that have one token, ascending, and how often: `documents[i]` has it
/// `counts[i]` times. `positions`, if they were read, are those of the first document, then of the
/// second, and so on; each document's ascend.
record PostingList(int[] documents, int[] counts, int[] positions) {
    private static final int[] NO_POSITIONS = {};

    static PostingList withoutPositions(int[] documents, int[] counts) {
        return new PostingList(documents, counts, NO_POSITIONS);
    }

    int size() {
        return documents.length;
    }
}
