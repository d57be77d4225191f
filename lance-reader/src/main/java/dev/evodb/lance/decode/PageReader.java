package dev.evodb.lance.decode;

import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import java.io.IOException;

/// Reads wanted rows of one page into the builder of its leaf.
final class PageReader {
    private PageReader() {}

    /// Appends the rows `wanted`, which are not empty, of `bytes.page()` to `out`.
    static void read(PageBytes bytes, RowRuns wanted, LeafBuilder out, DecodeBudget budget) throws IOException {
        read(bytes, bytes.page().layout(), wanted, out, budget);
    }

    /// As above, with `layout` instead of the page's own.
    static void read(PageBytes bytes, PageLayout layout, RowRuns wanted, LeafBuilder out, DecodeBudget budget)
            throws IOException {
        out.startPage(bytes.at(), layout.layers());
        int firstEntry = out.entries();
        int firstItem = out.items().size();
        switch (layout) {
            case PageLayout.MiniBlock miniBlock -> new MiniBlockPage(bytes, miniBlock, budget).read(wanted, out);
            case PageLayout.FullZip fullZip -> new FullZipPage(bytes, fullZip, budget).read(wanted, out);
            case PageLayout.Constant constant -> new ConstantPage(bytes, constant, budget).read(wanted, out);
            case PageLayout.Blob blob -> new BlobPage(bytes, blob, budget).read(wanted, out);
        }
        out.checkPage(firstEntry, firstItem, wanted.rows(), bytes.at());
    }
}
