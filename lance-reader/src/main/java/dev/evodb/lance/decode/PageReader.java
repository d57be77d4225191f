package dev.evodb.lance.decode;

import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import java.io.IOException;

/// Reads wanted rows of one page into the builder of its leaf.
final class PageReader {
    private PageReader() {}

    /// Appends the rows `wanted`, which are not empty, of `bytes.page()` to `out`.
    static void read(PageBytes bytes, RowRuns wanted, LeafBuilder out, DecodeBudget budget) throws IOException {
        Page page = bytes.page();
        out.startPage(bytes.at());
        out.shape().check(page.layout().layers(), bytes.at());
        if (out.lists() == 0) {
            readRows(bytes, wanted, out, budget);
            return;
        }
        // Where rows start within the levels is known only after decoding them.
        if (wanted.isAll(page.rows())) {
            readAll(bytes, out, budget);
        } else {
            DecodeBudget moment = budget.forMoment();
            LeafBuilder whole = out.another(moment);
            readAll(bytes, whole, moment);
            appendRows(whole, wanted, out);
        }
    }

    private static void readRows(PageBytes bytes, RowRuns wanted, LeafBuilder out, DecodeBudget budget)
            throws IOException {
        switch (bytes.page().layout()) {
            case PageLayout.MiniBlock layout -> new MiniBlockPage(bytes, layout, budget).readRows(wanted, out);
            case PageLayout.FullZip layout -> new FullZipPage(bytes, layout, budget).readRows(wanted, out);
            case PageLayout.Constant layout -> new ConstantPage(bytes, layout, budget).readRows(wanted, out);
        }
    }

    private static void readAll(PageBytes bytes, LeafBuilder out, DecodeBudget budget) throws IOException {
        int firstEntry = out.entries();
        int firstItem = out.items().size();
        switch (bytes.page().layout()) {
            case PageLayout.MiniBlock layout -> new MiniBlockPage(bytes, layout, budget).readAll(out);
            case PageLayout.FullZip layout -> new FullZipPage(bytes, layout, budget).readAll(out);
            case PageLayout.Constant layout -> new ConstantPage(bytes, layout, budget).readAll(out);
        }
        out.checkPage(firstEntry, firstItem, bytes.page().rows(), bytes.at());
    }

    /// Appends the rows `wanted` of `page`, which holds all rows of a page.
    private static void appendRows(LeafBuilder page, RowRuns wanted, LeafBuilder out) {
        int row = -1;
        int item = 0;
        int run = 0;
        int from = -1;
        int fromItem = 0;
        for (int e = 0; e <= page.entries() && run < wanted.count(); e++) {
            boolean isEnd = e == page.entries();
            if (isEnd || page.repetition(e) == page.lists()) {
                row++;
                if (from >= 0 && row == wanted.ends()[run]) {
                    out.append(page, from, e, fromItem);
                    from = -1;
                    run++;
                }
                if (from < 0 && run < wanted.count() && row == wanted.starts()[run]) {
                    from = e;
                    fromItem = item;
                }
            }
            if (!isEnd && page.isVisible(e)) {
                item++;
            }
        }
    }
}
