package dev.evodb.lance;

/// How much a reader may be made to spend by the bytes it reads. Checked before anything is allocated or
/// entered.
///
/// `decodedBytes` bounds what one batch may decode to, `metadataBytes` one manifest or metadata message,
/// `schemaDepth` the nesting of fields, `encodingDepth` the nesting of encodings and `messageDepth` that
/// of protobuf messages.
public record ReadLimits(long decodedBytes, long metadataBytes, int schemaDepth, int encodingDepth, int messageDepth) {
    /// 256 MiB a batch, 64 MiB of metadata, nesting of 64, 16 and 32.
    public static final ReadLimits DEFAULT = new ReadLimits(256L << 20, 64L << 20, 64, 16, 32);

    public ReadLimits {
        if (decodedBytes < 1 || metadataBytes < 1 || schemaDepth < 1 || encodingDepth < 1 || messageDepth < 1) {
            throw new IllegalArgumentException("limits must be positive: decodedBytes=" + decodedBytes
                    + ", metadataBytes=" + metadataBytes + ", schemaDepth=" + schemaDepth + ", encodingDepth="
                    + encodingDepth + ", messageDepth=" + messageDepth);
        }
    }
}
