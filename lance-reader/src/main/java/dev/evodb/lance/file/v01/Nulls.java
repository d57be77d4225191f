package dev.evodb.lance.file.v01;

import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.Parts;
import dev.evodb.lance.encoding.DecodeBudget;
import java.util.Optional;

/// The null type: a page without bytes.
record Nulls() implements LeafDecoder {
    @Override
    public long bitsPerItem() {
        return 1;
    }

    @Override
    public Decoded decode(StoredPage page, ItemRanges wanted, DecodeBudget budget) {
        return new Decoded(Optional.empty(), ALL_VALID, Parts.arrayLength(wanted.count(), page.at()));
    }
}
