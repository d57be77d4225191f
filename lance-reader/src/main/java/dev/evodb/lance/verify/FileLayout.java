package dev.evodb.lance.verify;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.lance.verify.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where everything lies in a file of version 2.x, read without its encodings, so that one broken column
/// hides nothing of the others.
///
/// `columns.get(i)` are the pages of file column `i`, empty if its metadata is broken.
record FileLayout(List<List<PageExtent>> columns) {
    private static final int FOOTER_BYTES = 40;
    private static final int ENTRY_BYTES = 16;

    /// Rows `[firstRow, firstRow + rows)` of a column.
    record PageExtent(long firstRow, long rows) {}

    /// Bytes `[from, from + length)`, which `what` occupies.
    private record Extent(String what, Location at, long from, long length) {}

    /// Reads what the footer points at, which a reader has opened before; reports buffers that are not
    /// inside the file or overlap, and pages that do not follow one another.
    static FileLayout read(ByteSource source, ReadLimits limits, Findings findings) throws IOException {
        Location file = Location.of(source.name());
        long footerAt = source.length() - FOOTER_BYTES;
        ByteSlice footer = source.read(footerAt, FOOTER_BYTES);
        long columnTable = footer.readCountLE(8, "column metadata offset table position");
        long globalTable = footer.readCountLE(16, "global buffer offset table position");
        long globals = footer.readUnsignedIntLE(24, "number of global buffers");
        long columnCount = footer.readUnsignedIntLE(28, "number of columns");
        List<Extent> extents = new ArrayList<>();
        extents.add(new Extent("footer", file, footerAt, FOOTER_BYTES));
        extents.add(new Extent("column metadata offset table", file, columnTable, columnCount * ENTRY_BYTES));
        extents.add(new Extent("global buffer offset table", file, globalTable, globals * ENTRY_BYTES));
        addEntries(source, "global buffer", globalTable, globals, extents, findings);
        int metadata = extents.size();
        addEntries(source, "metadata of column", columnTable, columnCount, extents, findings);
        List<List<PageExtent>> columns = new ArrayList<>();
        for (Extent entry : List.copyOf(extents.subList(metadata, extents.size()))) {
            List<PageExtent> pages = new ArrayList<>();
            findings.guard(Kind.PAGE_TABLE, entry.at, () -> {
                ByteSlice bytes = source.read(entry.from, (int) Math.min(entry.length, limits.metadataBytes()))
                        .labelled(entry.at.column(), -1);
                readPages(bytes, source.length(), limits, pages, extents, findings);
            });
            columns.add(pages);
        }
        checkOverlaps(extents, findings);
        return new FileLayout(columns);
    }

    private static void addEntries(
            ByteSource source, String what, long table, long entries, List<Extent> extents, Findings findings)
            throws IOException {
        boolean isColumn = what.endsWith("column");
        ByteSlice bytes = source.read(table, Math.toIntExact(entries * ENTRY_BYTES));
        for (int i = 0; i < entries; i++) {
            Location at = isColumn
                    ? bytes.at((long) i * ENTRY_BYTES).inColumn(Integer.toString(i))
                    : bytes.at((long) i * ENTRY_BYTES);
            long from = bytes.readLongLE((long) i * ENTRY_BYTES, what);
            long length = bytes.readLongLE((long) i * ENTRY_BYTES + 8, what);
            boolean isInside = isInside(from, length, source.length());
            if (!isInside) {
                findings.damage(
                        Kind.FILE_STRUCTURE,
                        at,
                        what + " " + i + " is " + range(from, length),
                        inside(source.length()));
            }
            if (isInside || isColumn) {
                extents.add(new Extent(what + " " + i, at, isInside ? from : 0, isInside ? length : 0));
            }
        }
    }

    private static void readPages(
            ByteSlice bytes,
            long fileLength,
            ReadLimits limits,
            List<PageExtent> pages,
            List<Extent> extents,
            Findings findings) {
        MessageReader message = new MessageReader(bytes, "ColumnMetadata", limits.messageDepth());
        long[] offsets = {};
        long[] sizes = {};
        long rows = 0;
        while (message.next()) {
            switch (message.field()) {
                case 2 -> {
                    Location at = message.at().inPage(pages.size());
                    PageExtent page = readPage(message.message("Page"), at, rows, fileLength, extents, findings);
                    rows += page.rows;
                    pages.add(page);
                }
                case 3 -> offsets = message.appendVarints(offsets);
                case 4 -> sizes = message.appendVarints(sizes);
                default -> message.skip();
            }
        }
        addBuffers("column buffer", bytes.at(), offsets, sizes, fileLength, extents, findings);
    }

    private static PageExtent readPage(
            MessageReader message,
            Location at,
            long firstRow,
            long fileLength,
            List<Extent> extents,
            Findings findings) {
        long[] offsets = {};
        long[] sizes = {};
        long rows = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> offsets = message.appendVarints(offsets);
                case 2 -> sizes = message.appendVarints(sizes);
                case 3 -> rows = message.uint64();
                default -> message.skip();
            }
        }
        if (rows < 0 || firstRow + rows < 0) {
            findings.damage(
                    Kind.PAGE_TABLE, at, Long.toUnsignedString(rows) + " rows in a page", "less than 2^63 in all");
            rows = 0;
        }
        addBuffers("buffer", at, offsets, sizes, fileLength, extents, findings);
        return new PageExtent(firstRow, rows);
    }

    private static void addBuffers(
            String what,
            Location at,
            long[] offsets,
            long[] sizes,
            long fileLength,
            List<Extent> extents,
            Findings findings) {
        if (offsets.length != sizes.length) {
            findings.damage(
                    Kind.PAGE_TABLE, at, offsets.length + " offsets of a " + what, "as many as sizes, " + sizes.length);
        }
        for (int i = 0; i < Math.min(offsets.length, sizes.length); i++) {
            if (isInside(offsets[i], sizes[i], fileLength)) {
                extents.add(new Extent(what + " " + i, at, offsets[i], sizes[i]));
            } else {
                findings.damage(
                        Kind.PAGE_TABLE, at, what + " " + i + " is " + range(offsets[i], sizes[i]), inside(fileLength));
            }
        }
    }

    private static void checkOverlaps(List<Extent> extents, Findings findings) {
        List<Extent> sorted = extents.stream()
                .filter(extent -> extent.length > 0)
                .sorted(Comparator.comparingLong(Extent::from))
                .toList();
        Extent last = new Extent("", Location.of(""), 0, 0);
        for (Extent extent : sorted) {
            if (extent.from < last.from + last.length) {
                findings.damage(
                        Kind.PAGE_TABLE,
                        extent.at,
                        extent.what + " is " + range(extent.from, extent.length) + " and overlaps " + last.what + " ("
                                + last.at + "), " + range(last.from, last.length),
                        "no common bytes");
            }
            if (extent.from + extent.length > last.from + last.length) {
                last = extent;
            }
        }
    }

    private static boolean isInside(long from, long length, long fileLength) {
        return from >= 0 && length >= 0 && from <= fileLength && length <= fileLength - from;
    }

    private static String range(long from, long length) {
        return Long.toUnsignedString(length) + " bytes at " + Long.toUnsignedString(from);
    }

    private static String inside(long fileLength) {
        return "inside the " + fileLength + " bytes of the file";
    }
}
