package dev.evodb.lance.encoding;

/// Byte strings squeezed by a table of up to 255 symbols, see [SymbolTable]; `values` hold the codes.
public record Fsst(SymbolTable symbols, Encoding values) implements Encoding {
    @Override
    public String kind() {
        return "fsst";
    }
}
