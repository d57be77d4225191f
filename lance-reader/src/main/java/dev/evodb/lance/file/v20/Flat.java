package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.Parts;
import dev.evodb.lance.encoding.Compression;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Optional;

/// Values of `bits` each, back to back; single bits least significant first. With `compression`, the
/// whole buffer is compressed.
record Flat(int bits, BufferRef buffer, Optional<Compression> compression) implements ArrayEncoding {
    Flat {
        if (bits != 1 && (bits <= 0 || (bits & 7) != 0)) {
            throw new IllegalArgumentException("bits must be 1 or a multiple of 8, got " + bits);
        }
    }

    @Override
    public String kind() {
        return "flat";
    }

    /// Reads no more bytes than those items have, unless the buffer is compressed.
    Values.Fixed readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        PageBuffers.Stored stored = page.buffer(buffer, compression);
        if (ranges.end() > stored.size() * 8 / bits) {
            throw new CorruptFileException(
                    stored.at(),
                    buffer + " has " + stored.size() + " bytes, " + ranges.end() + " values of " + bits
                            + " bits need more");
        }
        ByteSlice[] parts = page.read(stored, ranges.bytes(bits));
        return Parts.values(parts, ranges, bits, stored.at());
    }
}
