package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.SymbolTable;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Values of varying length, each of them FSST codes.
record Fsst(ArrayEncoding binary, SymbolTable symbols) implements ArrayEncoding {
    @Override
    public String kind() {
        return "fsst";
    }

    /// @throws CorruptFileException if a value is no sequence of codes
    Items readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        return switch (binary.read(ranges, page)) {
            case Items.Valid(Values codes) -> new Items.Valid(symbols.decode(codes, page.budget(), page.at()));
            case Items.SomeNull(Values codes, byte[] validity) ->
                new Items.SomeNull(symbols.decode(codes, page.budget(), page.at()), validity);
            case Items.AllNull nulls -> nulls;
        };
    }
}
