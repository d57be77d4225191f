package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.Parts;
import dev.evodb.lance.decode.WholePage;
import dev.evodb.lance.encoding.Compression;
import dev.evodb.lance.encoding.DecodeBudget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The buffers that one page's encodings may name, for one read of the page. What can only be decoded as
/// a whole, compressed buffers and dictionaries, is decoded once.
final class PageBuffers {
    private final ByteSource source;
    private final ArrayPage page;
    private final Extents columnBuffers;
    private final Extents fileBuffers;
    private final LeafType type;
    private final String column;
    private final DecodeBudget budget;
    private final Map<BufferRef, Stored> decompressed = new HashMap<>();
    private final Map<Dictionary, Items> dictionaries = new HashMap<>();

    /// `column` is the name that errors carry.
    PageBuffers(
            ByteSource source,
            ArrayPage page,
            Extents columnBuffers,
            Extents fileBuffers,
            LeafType type,
            String column,
            DecodeBudget budget) {
        this.source =
                WholePage.of(source, page.buffers().offsets(), page.buffers().sizes());
        this.page = page;
        this.columnBuffers = columnBuffers;
        this.fileBuffers = fileBuffers;
        this.type = type;
        this.column = column;
        this.budget = budget;
    }

    /// The bytes of one buffer, compressed ones as they were before.
    sealed interface Stored {
        long size();

        Location at();
    }

    /// Bytes `[offset, offset + size)` of the file.
    private record InFile(long offset, long size, Location at) implements Stored {}

    private record InMemory(ByteSlice bytes) implements Stored {
        @Override
        public long size() {
            return bytes.length();
        }

        @Override
        public Location at() {
            return bytes.at();
        }
    }

    /// The page's metadata.
    Location at() {
        return page.at().inColumn(column);
    }

    LeafType type() {
        return type;
    }

    DecodeBudget budget() {
        return budget;
    }

    /// The items of `ranges`, as many as an array can have.
    int count(ItemRanges ranges) {
        return Parts.arrayLength(ranges.count(), at());
    }

    /// @throws CorruptFileException if there is no such buffer, or it does not decompress
    Stored buffer(BufferRef ref, Optional<Compression> compression) throws IOException {
        if (compression.isEmpty()) {
            return inFile(ref);
        }
        Stored known = decompressed.get(ref);
        if (known == null) {
            InFile stored = inFile(ref);
            ByteSlice bytes = Parts.join(read(stored, ItemRanges.of(0, stored.size())), stored.at());
            known = new InMemory(compression.get().decompress(bytes, budget));
            // Kept until the end of the read.
            budget.charge(known.size(), at());
            decompressed.put(ref, known);
        }
        return known;
    }

    private InFile inFile(BufferRef ref) {
        Extents extents = switch (ref.place()) {
            case PAGE -> page.buffers();
            case COLUMN -> columnBuffers;
            case FILE -> fileBuffers;
        };
        if (ref.index() >= extents.count()) {
            throw new CorruptFileException(
                    at(), "encoding needs " + ref + ", there are " + extents.count() + " of that kind");
        }
        long offset = extents.offsets()[ref.index()];
        return new InFile(offset, extents.sizes()[ref.index()], at().atOffset(offset));
    }

    /// Bytes `wanted` of a buffer, which lie inside it.
    ByteSlice[] read(Stored stored, ItemRanges wanted) throws IOException {
        return switch (stored) {
            case InFile file -> Parts.read(source, file.offset(), wanted, at());
            case InMemory(ByteSlice bytes) -> {
                ByteSlice[] slices = new ByteSlice[wanted.runs()];
                for (int i = 0; i < slices.length; i++) {
                    long start = wanted.starts()[i];
                    slices[i] = bytes.slice(start, wanted.ends()[i] - start, "decompressed buffer");
                }
                yield slices;
            }
        };
    }

    /// All items of a dictionary.
    Items dictionary(Dictionary dictionary) throws IOException {
        Items known = dictionaries.get(dictionary);
        if (known == null) {
            // Most of what an item takes while it is decoded, the bytes of texts excepted.
            budget.checkArray(dictionary.count(), 32, at());
            known = dictionary.items().read(ItemRanges.of(0, dictionary.count()), this);
            dictionaries.put(dictionary, known);
        }
        return known;
    }
}
