package dev.evodb.chain.jvm.json;

/// A place in a text; lines and columns count from 1, columns in UTF-16 units.
public record Position(String file, int line, int column) implements java.io.Serializable {
    @Override
    public String toString() {
        return "file=" + file + ", line=" + line + ", column=" + column;
    }
}
