package dev.evodb.lance.file.v20;

import java.util.List;

/// One column of a file: its pages in order, and the buffers that they share.
public record ArrayColumn(List<ArrayPage> pages, Extents buffers) {
    public ArrayColumn {
        pages = List.copyOf(pages);
    }

    /// Items of all pages.
    long items() {
        return pages.isEmpty()
                ? 0
                : pages.getLast().firstItem() + pages.getLast().items();
    }

    /// The page that holds `item`: the last one that starts at or before it. There is at least one page.
    int pageOf(long item) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).firstItem() <= item) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
