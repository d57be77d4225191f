package dev.evodb.lance.text;

import java.util.Arrays;

/// One token of a phrase on its way through its posting list. For one thread.
final class PhraseTerm {
    private final PostingList list;
    private final int offset;
    private final float weight;
    private int at;
    /// Where the positions of the current document start.
    private int from;

    /// `offset` is how far behind the first token of the phrase it has to be.
    PhraseTerm(PostingList list, int offset, float weight) {
        this.list = list;
        this.offset = offset;
        this.weight = weight;
    }

    float weight() {
        return weight;
    }

    boolean isAtEnd() {
        return at == list.size();
    }

    int document() {
        return list.documents()[at];
    }

    int count() {
        return list.counts()[at];
    }

    void next() {
        from += list.counts()[at++];
    }

    /// Goes to the first document that is not before `document`.
    void advance(int document) {
        while (at < list.size() && list.documents()[at] < document) {
            next();
        }
    }

    /// The positions in the current document, less the offset.
    int[] places() {
        int[] places = Arrays.copyOfRange(list.positions(), from, from + count());
        for (int i = 0; i < places.length; i++) {
            places[i] -= offset;
        }
        return places;
    }
}
