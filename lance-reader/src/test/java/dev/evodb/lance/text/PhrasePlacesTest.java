package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasePlacesTest {
    private static boolean isThere(int slop, List<int[]> places) {
        PhrasePlaces phrase = new PhrasePlaces(slop);
        return places.stream().allMatch(phrase::add);
    }

    /// `positions` of two tokens in a text, as `@lancedb/lancedb` 0.39.0 answers phrases over them.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, true",
        "0, 0, 2, false",
        "0, 1, 0, false",
        "1, 0, 2, true",
        "1, 0, 3, false",
        "1, 1, 0, false",
        "4, 1, 6, true",
        "4, 0, 6, false",
        "4, 2, 1, false"
    })
    void tokensFollowInOrderWithFewOthersBetween(int slop, int first, int second, boolean isThere) {
        assertEquals(isThere, isThere(slop, List.of(new int[] {first}, new int[] {second - 1})));
    }

    @Test
    void eachTokenMayComeLater() {
        assertEquals(true, isThere(1, List.of(new int[] {0}, new int[] {1}, new int[] {2})));
        assertEquals(false, isThere(1, List.of(new int[] {0}, new int[] {0}, new int[] {2})));
    }

    /// The phrase `aa bb cc` in `aa bb bb x cc`, which the native library does not find.
    @Test
    void aLaterPlaceOfATokenIsTriedToo() {
        assertEquals(true, isThere(1, List.of(new int[] {0}, new int[] {0, 1}, new int[] {2})));
    }

    @Test
    void findsWhatTryingAllFinds() {
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int slop = random.nextInt(4);
            List<int[]> places = new ArrayList<>();
            for (int token = 1 + random.nextInt(4); token > 0; token--) {
                places.add(random.ints(random.nextInt(4), -2, 9)
                        .distinct()
                        .sorted()
                        .toArray());
            }
            boolean expected = Arrays.stream(places.getFirst()).anyMatch(at -> follows(slop, at, places, 1));
            assertEquals(expected, isThere(slop, places), "seed " + seed);
        }
    }

    private static boolean follows(int slop, int at, List<int[]> places, int token) {
        return token == places.size()
                || Arrays.stream(places.get(token))
                        .anyMatch(next -> next >= at && next <= at + slop && follows(slop, next, places, token + 1));
    }
}
