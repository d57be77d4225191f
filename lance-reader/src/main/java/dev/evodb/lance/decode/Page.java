package dev.evodb.lance.decode;

import dev.evodb.error.Location;
import dev.evodb.lance.encoding.PageLayout;

/// One page of a file column: rows `[firstRow, firstRow + rows)`, its layout, and where its buffers lie in
/// the file.
///
/// The two arrays have one entry a buffer; every buffer lies inside the file. `at` names column and page and
/// points at the page's metadata.
public record Page(
        Location at, long firstRow, long rows, PageLayout layout, long[] bufferOffsets, long[] bufferSizes) {}
