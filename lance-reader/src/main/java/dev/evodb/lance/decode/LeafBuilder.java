package dev.evodb.lance.decode;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import java.util.Arrays;
import java.util.List;

/// Collects what the pages of one leaf hold: *entries* of a repetition level and a definition code each,
/// and an item for every visible entry.
///
/// Without lists an entry is a row and every entry is visible; repetition levels are then not kept.
/// Definition codes (see [Layers]) are kept from the first one on that is not 0.
final class LeafBuilder {
    private static final short[] NONE = {};
    private static final long LONGEST = Integer.MAX_VALUE - 16;

    private final LeafShape shape;
    private final DecodeBudget budget;
    private final ItemBuilder items;
    private final int lists;
    private final int visibleBelow;

    /// Where entries come from, for errors.
    private Location at;

    /// What the levels of the page that entries come from mean.
    private Layers layers;

    private int visibleLevels;

    private int entries;
    /// How many entries were asked for at first; definition codes may start later.
    private int expected;

    private short[] repetition = NONE;
    private short[] definition = NONE;

    LeafBuilder(LeafShape shape, Location at, DecodeBudget budget) {
        this.shape = shape;
        this.at = at;
        this.layers = new Layers(List.of());
        this.budget = budget;
        this.items = ItemBuilder.of(shape.type(), at, budget);
        this.lists = shape.lists();
        this.visibleBelow = shape.visibleBelow();
    }

    /// From here on entries come from `page`, whose levels are of `itsLayers`.
    ///
    /// @throws CorruptFileException if these are not those of the leaf
    void startPage(Location page, Layers itsLayers) {
        at = page;
        layers = shape.fit(itsLayers, page);
        items.startPage(page);
        visibleLevels = 0;
        // Codes do not descend.
        while (visibleLevels <= layers.highestLevel() && layers.code(visibleLevels) < visibleBelow) {
            visibleLevels++;
        }
    }

    /// What the levels of the current page mean.
    Layers layers() {
        return layers;
    }

    LeafShape shape() {
        return shape;
    }

    ItemBuilder items() {
        return items;
    }

    int lists() {
        return lists;
    }

    int entries() {
        return entries;
    }

    /// Repetition levels, one an entry and then some; empty without lists.
    short[] repetition() {
        return repetition;
    }

    /// Definition codes, one an entry and then some; empty if all are 0.
    short[] definition() {
        return definition;
    }

    /// The definition code of `entry`.
    int definition(int entry) {
        return definition.length == 0 ? 0 : definition[entry];
    }

    /// Definition levels of the current page that are lower than this have an item. A level that is too
    /// high is left to [#appendLevels].
    int visibleLevels() {
        return visibleLevels;
    }

    /// Makes room for `more` entries, exactly if there are none yet.
    void reserveEntries(int more) {
        expected = Math.max(expected, more);
        if (lists > 0) {
            repetition = reserve(repetition, more);
        }
        if (definition.length > 0) {
            definition = reserve(definition, more);
        }
    }

    /// Appends entries `[from, from + n)` of a page's levels. An empty `repetitionLevels` means that each
    /// entry is a row, an empty `definitionLevels` that each is a value. The items are appended
    /// separately.
    ///
    /// @throws CorruptFileException if a level is higher than the layers of the page allow
    void appendLevels(short[] repetitionLevels, short[] definitionLevels, int from, int n) {
        reserveEntries(n);
        if (lists > 0) {
            if (repetitionLevels.length == 0) {
                Arrays.fill(repetition, entries, entries + n, (short) lists);
            } else {
                for (int i = 0; i < n; i++) {
                    int level = repetitionLevels[from + i] & 0xFFFF;
                    if (level > lists) {
                        throw new CorruptFileException(at, "repetition level " + level + ", allowed 0.." + lists);
                    }
                    repetition[entries + i] = (short) level;
                }
            }
        }
        if (definitionLevels.length > 0) {
            int highest = layers.highestLevel();
            for (int i = 0; i < n; i++) {
                int level = definitionLevels[from + i] & 0xFFFF;
                if (level > highest) {
                    throw new CorruptFileException(at, "definition level " + level + ", allowed 0.." + highest);
                }
                if (level > 0) {
                    startDefinition(n);
                    definition[entries + i] = layers.code(level);
                }
            }
        }
        entries += n;
    }

    /// Appends `n` rows of one entry each, with the definition code `code`. The items are appended
    /// separately.
    void appendRows(int n, short code) {
        reserveEntries(n);
        if (lists > 0) {
            Arrays.fill(repetition, entries, entries + n, (short) lists);
        }
        if (code > 0) {
            startDefinition(n);
            Arrays.fill(definition, entries, entries + n, code);
        }
        entries += n;
    }

    /// How many entries of `[from, to)` are visible.
    int visible(int from, int to) {
        if (definition.length == 0 || lists == 0) {
            return to - from;
        }
        int visible = 0;
        for (int i = from; i < to; i++) {
            visible += definition[i] < visibleBelow ? 1 : 0;
        }
        return visible;
    }

    /// Checks entries `[from, entries())`, which are a page of `rows` rows, against each other and their
    /// items, which start at `firstItem`.
    ///
    /// @throws CorruptFileException if they are not rows of nested lists
    void checkPage(int from, int firstItem, long rows, Location page) {
        int found = lists == 0 ? entries - from : checkNesting(from, page);
        if (found != rows) {
            throw new CorruptFileException(page, "page has levels of " + found + " rows, stated are " + rows);
        }
        int visible = visible(from, entries);
        if (items.size() - firstItem != visible) {
            throw new CorruptFileException(
                    page, "page has " + (items.size() - firstItem) + " items, its levels need " + visible);
        }
    }

    /// Checks that an entry which continues a list has one to continue; answers the number of rows.
    private int checkNesting(int from, Location page) {
        int[] openBelow = new int[lists];
        int list = 0;
        boolean[] isList = shape.isList();
        for (int i = 0; i < isList.length; i++) {
            if (isList[i]) {
                openBelow[list++] = Layers.nullCode(i);
            }
        }
        int rows = 0;
        for (int e = from; e < entries; e++) {
            int level = repetition[e];
            if (level == lists) {
                rows++;
            } else if (e == from || definition(e) >= openBelow[level] || definition(e - 1) >= openBelow[level]) {
                throw new CorruptFileException(
                        page, "entry " + (e - from) + " has repetition level " + level + ", but no list to continue");
            }
        }
        return rows;
    }

    private void startDefinition(int more) {
        if (definition.length == 0) {
            definition = reserve(definition, Math.max(more, expected - entries));
        }
    }

    private short[] reserve(short[] levels, long more) {
        long needed = entries + more;
        if (needed <= levels.length) {
            return levels;
        }
        if (needed > LONGEST) {
            throw new LimitExceededException("elements of one array", LONGEST, needed, at);
        }
        long wanted = levels.length == 0
                ? needed
                : Math.min(LONGEST, Math.max(needed, levels.length + ((long) levels.length >> 1)));
        budget.charge((wanted - levels.length) * 2, at);
        return Arrays.copyOf(levels, (int) wanted);
    }
}
