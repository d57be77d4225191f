package dev.evodb.lance.text;

import java.util.Arrays;

/// Where a phrase may start in a text, told by one of its tokens after the other: a token that is
/// further back than in the phrase moves the start behind it by as much, `slop` at most for each token.
final class PhrasePlaces {
    private final int slop;
    private int[] reached = {};
    private boolean isFirst = true;

    PhrasePlaces(int slop) {
        this.slop = slop;
    }

    /// Adds the next token, which is at `places`, ascending, less its place in the phrase; whether the
    /// tokens so far are somewhere in their order.
    boolean add(int[] places) {
        if (isFirst) {
            isFirst = false;
            reached = places;
            return places.length > 0;
        }
        int[] next = new int[places.length];
        int count = 0;
        int before = 0;
        for (int place : places) {
            while (before < reached.length && (long) reached[before] + slop < place) {
                before++;
            }
            if (before < reached.length && reached[before] <= place) {
                next[count++] = place;
            }
        }
        reached = Arrays.copyOf(next, count);
        return count > 0;
    }
}
