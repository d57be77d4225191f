package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.RepDefLayer;
import java.io.IOException;
import java.util.List;

/// Reads a page of blob descriptions, where a description of no bytes tells by its position what it is:
/// at 0 the empty value, elsewhere a null, whose definition level is in the upper bits of the position.
final class BlobPage {
    private static final int POSITION = 0;
    private static final int SIZE = 1;
    private static final int LEVEL_SHIFT = 16;
    private static final Layers VALID = new Layers(List.of(RepDefLayer.ALL_VALID_ITEM));

    private final PageBytes bytes;
    private final PageLayout.Blob layout;
    private final DecodeBudget budget;

    BlobPage(PageBytes bytes, PageLayout.Blob layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
    }

    /// Appends the rows `wanted`; there are no lists.
    void read(RowRuns wanted, LeafBuilder out) throws IOException {
        LeafShape shape = new LeafShape(out.shape().path(), out.shape().type(), new boolean[1], 1, false);
        LeafBuilder descriptions = new LeafBuilder(shape, bytes.at(), budget.forMoment());
        PageReader.read(bytes, layout.inner(), wanted, descriptions, budget);
        if (!shape.fit(layout.inner().layers(), bytes.at()).toString().equals(VALID.toString())) {
            throw new CorruptFileException(
                    bytes.at(),
                    "descriptions of blobs have layers " + layout.inner().layers() + ", allowed " + VALID);
        }
        int rows = descriptions.items().size();
        out.items().append(descriptions.items(), 0, rows);
        out.appendLevels(Levels.NONE, levels(descriptions.items().build(Validity.allValid(rows))), 0, rows);
    }

    private short[] levels(Column descriptions) {
        if (!(descriptions instanceof Column.StructColumn(var _, List<Column> children))
                || !(children.get(POSITION) instanceof Column.LongColumn(var _, long[] positions))
                || !(children.get(SIZE) instanceof Column.LongColumn(var _, long[] sizes))) {
            throw new CorruptFileException(bytes.at(), "blob_layout in a column that is not marked as a blob");
        }
        budget.check(positions.length * 2L, bytes.at());
        short[] levels = new short[positions.length];
        for (int i = 0; i < levels.length; i++) {
            if (sizes[i] == 0 && positions[i] != 0) {
                long level = positions[i] >>> LEVEL_SHIFT;
                if (level == 0 || level > layout.layers().highestLevel()) {
                    throw new CorruptFileException(
                            bytes.at(),
                            "description of a null has definition level " + level + ", allowed 1.."
                                    + layout.layers().highestLevel());
                }
                levels[i] = (short) level;
            }
        }
        return levels;
    }
}
