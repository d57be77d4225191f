package dev.evodb.lance.encoding;

/// `values` with opaque bytes squeezed: the first value buffer of a chunk, a whole block, or each
/// full-zip value alone.
public record General(Compression compression, Encoding values) implements Encoding {
    @Override
    public String kind() {
        return "general";
    }

    @Override
    public int leastRowBytes() {
        return Math.min(1, values.leastRowBytes());
    }
}
