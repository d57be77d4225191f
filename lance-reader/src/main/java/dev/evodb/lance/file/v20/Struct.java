package dev.evodb.lance.file.v20;

/// The column of a struct, which holds nothing: its children are the columns that follow.
record Struct() implements ArrayEncoding {
    @Override
    public String kind() {
        return "struct";
    }
}
