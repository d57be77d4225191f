package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The pages of one file column, in row order, and the buffers that belong to none of them. `E` is how
/// pages are encoded, which differs between versions.
///
/// Source: lance: `protos/file2.proto`, message `ColumnMetadata`.
record ColumnMetadata<E>(List<Page<E>> pages, long[] bufferOffsets, long[] bufferSizes) {
    ColumnMetadata {
        pages = List.copyOf(pages);
    }

    /// One page: rows `[firstRow, firstRow + rows)` of the column, and where its buffers are. `at` points
    /// at its description.
    record Page<E>(Location at, long firstRow, long rows, E encoding, long[] bufferOffsets, long[] bufferSizes) {}

    /// How a version describes the encoding of a page: an `Any` of type `typeUrl`, whose bytes `parser`
    /// reads.
    record PageEncoding<E>(String typeUrl, Parser<E> parser) {
        interface Parser<E> {
            E parse(ByteSlice bytes, ReadLimits limits);
        }
    }

    /// Parses the message that fills `bytes`, of a file with `fileLength` bytes.
    ///
    /// @throws CorruptFileException if it is broken or points outside of the file
    /// @throws UnsupportedFeatureException for an encoding that is not read
    static <E> ColumnMetadata<E> parse(ByteSlice bytes, long fileLength, PageEncoding<E> encoding, ReadLimits limits) {
        return new ColumnParser<>(fileLength, encoding, limits).parse(bytes);
    }

    private static final class ColumnParser<E> {
        private final long fileLength;
        private final PageEncoding<E> encoding;
        private final ReadLimits limits;

        private ColumnParser(long fileLength, PageEncoding<E> encoding, ReadLimits limits) {
            this.fileLength = fileLength;
            this.encoding = encoding;
            this.limits = limits;
        }

        private ColumnMetadata<E> parse(ByteSlice bytes) {
            MessageReader message = new MessageReader(bytes, "ColumnMetadata", limits.messageDepth());
            List<Page<E>> pages = new ArrayList<>();
            long[] offsets = {};
            long[] sizes = {};
            long rows = 0;
            long bytesLeft = fileLength;
            while (message.next()) {
                switch (message.field()) {
                    case 2 -> {
                        Location at = message.at().inPage(pages.size());
                        Page<E> page = parsePage(message.message("Page"), at, rows);
                        for (long size : page.bufferSizes()) {
                            // Buffers do not overlap. Held to that, reading a column cannot cost more than reading
                            // the file.
                            bytesLeft -= size;
                        }
                        if (bytesLeft < 0) {
                            throw new CorruptFileException(
                                    at, "buffers of the column have more bytes than the file: they overlap");
                        }
                        rows += page.rows();
                        if (rows < 0) {
                            throw new CorruptFileException(at, "column has more than 2^63 rows");
                        }
                        pages.add(page);
                    }
                    case 3 -> offsets = message.appendVarints(offsets);
                    case 4 -> sizes = message.appendVarints(sizes);
                    // The encoding of the column says what the encodings of its pages say too.
                    default -> message.skip();
                }
            }
            checkBuffers("column", offsets, sizes, bytes.at());
            return new ColumnMetadata<>(pages, offsets, sizes);
        }

        private Page<E> parsePage(MessageReader message, Location at, long firstRow) {
            long[] offsets = {};
            long[] sizes = {};
            long rows = 0;
            Optional<E> found = Optional.empty();
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
                    case 4 -> found = Optional.of(parseEncoding(message.message("Encoding"), at));
                    default -> message.skip();
                }
            }
            checkBuffers("page", offsets, sizes, at);
            E read = found.orElseThrow(() -> new CorruptFileException(at, "page has no encoding"));
            return new Page<>(at, firstRow, rows, read, offsets, sizes);
        }

        private void checkBuffers(String owner, long[] offsets, long[] sizes, Location at) {
            if (offsets.length != sizes.length) {
                throw new CorruptFileException(
                        at, owner + " has " + offsets.length + " buffer offsets and " + sizes.length + " buffer sizes");
            }
            for (int i = 0; i < offsets.length; i++) {
                if (offsets[i] < 0 || sizes[i] < 0 || offsets[i] > fileLength || sizes[i] > fileLength - offsets[i]) {
                    throw new CorruptFileException(
                            at,
                            "buffer " + i + " at " + Long.toUnsignedString(offsets[i]) + " with "
                                    + Long.toUnsignedString(sizes[i]) + " bytes exceeds file length " + fileLength);
                }
            }
        }

        private E parseEncoding(MessageReader message, Location at) {
            Optional<E> found = Optional.empty();
            while (message.next()) {
                switch (message.field()) {
                    case 1 ->
                        throw new UnsupportedFeatureException("page encoding", "indirect", "direct", message.at());
                    case 2 -> found = Optional.of(parseDirect(message.message("DirectEncoding"), at));
                    default -> message.skip();
                }
            }
            return found.orElseThrow(() -> new CorruptFileException(at, "page has no direct encoding"));
        }

        private E parseDirect(MessageReader message, Location at) {
            Optional<E> found = Optional.empty();
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> found = Optional.of(parseAny(message.message("Any"), at));
                    default -> message.skip();
                }
            }
            return found.orElseThrow(() -> new CorruptFileException(at, "page has an empty encoding"));
        }

        private E parseAny(MessageReader message, Location at) {
            String type = "";
            Optional<ByteSlice> value = Optional.empty();
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> type = message.string();
                    case 2 -> value = Optional.of(message.bytes());
                    default -> message.skip();
                }
            }
            if (!type.equals(encoding.typeUrl())) {
                throw new UnsupportedFeatureException("page encoding", type, encoding.typeUrl(), at);
            }
            ByteSlice bytes = value.orElseThrow(() -> new CorruptFileException(at, "page encoding has no value"));
            return encoding.parser().parse(bytes.labelled(at.column(), at.page()), limits);
        }
    }
}
