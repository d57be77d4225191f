package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.RepDefLayer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageCacheTest {
    private final PageCache cache = new PageCache();

    private static Page page(int number) {
        PageLayout layout = new PageLayout.Constant(
                new Layers(List.of(RepDefLayer.ALL_VALID_ITEM)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0);
        return new Page(new Location("t.lance", "0", number, 9), 0, 1, layout, new long[0], new long[0]);
    }

    /// An entry of about `mebibytes`.
    private static ConstantLevels levels(int mebibytes) {
        return new ConstantLevels(new short[(mebibytes << 20) / 2], Levels.NONE, new int[0]);
    }

    @Test
    void keepsAnEntryForEachPage() {
        ConstantLevels first = levels(1);
        ConstantLevels second = levels(1);
        cache.put(page(0), first);
        cache.put(page(1), second);
        assertSame(first, cache.get(page(0)));
        assertSame(second, cache.get(page(1)));
        assertNull(cache.get(page(2)));
    }

    @Test
    void dropsWhatWasNotUsedForLongest() {
        cache.put(page(0), levels(3));
        cache.put(page(1), levels(3));
        ConstantLevels used = (ConstantLevels) cache.get(page(0));
        cache.put(page(2), levels(3));
        assertSame(used, cache.get(page(0)));
        assertNull(cache.get(page(1)));
    }

    @Test
    void doesNotKeepWhatIsLargerThanAllTogether() {
        ConstantLevels small = levels(1);
        cache.put(page(0), small);
        cache.put(page(1), levels(9));
        assertNull(cache.get(page(1)));
        assertSame(small, cache.get(page(0)));
    }

    @Test
    void countsAReplacedEntryOnce() {
        ConstantLevels kept = levels(3);
        cache.put(page(0), kept);
        for (int i = 0; i < 5; i++) {
            cache.put(page(1), levels(3));
        }
        assertSame(kept, cache.get(page(0)));
    }
}
