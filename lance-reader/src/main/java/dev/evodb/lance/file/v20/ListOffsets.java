package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import java.io.IOException;

/// The lists of a page, as the end of each in the items that belong to this page, of which there are
/// `items`: those of the next column, behind the items of the pages before. The format's name is `list`.
record ListOffsets(ArrayEncoding offsets, long nullAdjustment, long items) implements ArrayEncoding {
    @Override
    public String kind() {
        return "list";
    }

    /// @throws CorruptFileException if a list reaches behind the page's items
    EndOffsets readLists(ItemRanges ranges, PageBuffers page) throws IOException {
        EndOffsets lists = EndOffsets.read(offsets, nullAdjustment, ranges, page);
        // Ends ascend within a run only.
        for (long end : lists.ends()) {
            if (end > items) {
                throw new CorruptFileException(
                        page.at(), "a list ends at " + end + ", the page has " + items + " items");
            }
        }
        return lists;
    }
}
