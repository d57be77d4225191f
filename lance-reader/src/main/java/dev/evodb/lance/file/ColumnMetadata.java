package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The pages of one file column, in row order.
///
/// Source: lance: `protos/file2.proto`, message `ColumnMetadata`.
record ColumnMetadata(List<Page> pages) {
    private static final String PAGE_LAYOUT = "/lance.encodings21.PageLayout";

    ColumnMetadata {
        pages = List.copyOf(pages);
    }

    /// Parses the message that fills `bytes`, of a file with `fileLength` bytes.
    ///
    /// @throws CorruptFileException if it is broken or points outside of the file
    /// @throws UnsupportedFeatureException for a page layout or encoding that is not read
    static ColumnMetadata parse(ByteSlice bytes, long fileLength, ReadLimits limits) {
        MessageReader message = new MessageReader(bytes, "ColumnMetadata", limits.messageDepth());
        List<Page> pages = new ArrayList<>();
        long rows = 0;
        long bytesLeft = fileLength;
        while (message.next()) {
            if (message.field() != 2) {
                // Column encodings and buffers mean something for blobs only, which their page layout tells.
                message.skip();
                continue;
            }
            Location at = message.at().inPage(pages.size());
            Page page = parsePage(message.message("Page"), at, rows, fileLength, limits);
            for (long size : page.bufferSizes()) {
                // Buffers do not overlap. Held to that, reading a column cannot cost more than reading the file.
                bytesLeft -= size;
            }
            if (bytesLeft < 0) {
                throw new CorruptFileException(at, "buffers of the column have more bytes than the file: they overlap");
            }
            rows += page.rows();
            if (rows < 0) {
                throw new CorruptFileException(at, "column has more than 2^63 rows");
            }
            pages.add(page);
        }
        return new ColumnMetadata(pages);
    }

    private static Page parsePage(
            MessageReader message, Location at, long firstRow, long fileLength, ReadLimits limits) {
        long[] offsets = {};
        long[] sizes = {};
        long rows = 0;
        Optional<PageLayout> layout = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> offsets = message.appendVarints(offsets);
                case 2 -> sizes = message.appendVarints(sizes);
                case 3 -> {
                    rows = message.uint64();
                    if (rows < 0) {
                        throw message.corrupt("is " + Long.toUnsignedString(rows) + " rows");
                    }
                }
                case 4 -> layout = Optional.of(parseEncoding(message.message("Encoding"), at, limits));
                default -> message.skip();
            }
        }
        if (offsets.length != sizes.length) {
            throw new CorruptFileException(
                    at, "page has " + offsets.length + " buffer offsets and " + sizes.length + " buffer sizes");
        }
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < 0 || sizes[i] < 0 || offsets[i] > fileLength || sizes[i] > fileLength - offsets[i]) {
                throw new CorruptFileException(
                        at,
                        "buffer " + i + " at " + Long.toUnsignedString(offsets[i]) + " with "
                                + Long.toUnsignedString(sizes[i]) + " bytes exceeds file length " + fileLength);
            }
        }
        PageLayout found = layout.orElseThrow(() -> new CorruptFileException(at, "page has no encoding"));
        return new Page(at, firstRow, rows, found, offsets, sizes);
    }

    private static PageLayout parseEncoding(MessageReader message, Location at, ReadLimits limits) {
        Optional<PageLayout> layout = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> throw new UnsupportedFeatureException("page encoding", "indirect", "direct", message.at());
                case 2 -> layout = Optional.of(parseDirect(message.message("DirectEncoding"), at, limits));
                default -> message.skip();
            }
        }
        return layout.orElseThrow(() -> new CorruptFileException(at, "page has no direct encoding"));
    }

    private static PageLayout parseDirect(MessageReader message, Location at, ReadLimits limits) {
        Optional<PageLayout> layout = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> layout = Optional.of(parseAny(message.message("Any"), at, limits));
                default -> message.skip();
            }
        }
        return layout.orElseThrow(() -> new CorruptFileException(at, "page has an empty encoding"));
    }

    private static PageLayout parseAny(MessageReader message, Location at, ReadLimits limits) {
        String type = "";
        Optional<ByteSlice> value = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> type = message.string();
                case 2 -> value = Optional.of(message.bytes());
                default -> message.skip();
            }
        }
        if (!type.equals(PAGE_LAYOUT)) {
            throw new UnsupportedFeatureException("page encoding", type, PAGE_LAYOUT, at);
        }
        ByteSlice bytes = value.orElseThrow(() -> new CorruptFileException(at, "page encoding has no value"));
        return PageLayout.parse(bytes.labelled(at.column(), at.page()), limits);
    }
}
