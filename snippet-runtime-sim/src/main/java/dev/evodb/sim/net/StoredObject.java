package dev.evodb.sim.net;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// One object behind an origin, and the HTTP rules that are the same wherever its bytes lie.
///
/// @param length in bytes
/// @param etag   strong, with its quotes; empty if the object has none
/// @param bytes  reads `[from, to)`, which is inside the object and below 2 GiB
record StoredObject(long length, String etag, String contentType, Reader bytes) {
    /// Gives a fresh array of the bytes `[from, to)`.
    @FunctionalInterface
    interface Reader {
        byte[] read(long from, long to) throws IOException;
    }

    private static final byte[] NOTHING = {};

    /// GET and HEAD with a single `Range`, `If-Match`, `If-None-Match` and `If-Range`; 405 for other
    /// methods.
    OriginResponse answer(SnippetRequest request) throws IOException {
        boolean isHead = request.method().equals("HEAD");
        if (!isHead && !request.method().equals("GET")) {
            return new OriginResponse(405, Map.of("allow", "GET, HEAD"), NOTHING);
        }
        Map<String, String> headers = new TreeMap<>();
        if (!etag.isEmpty()) {
            headers.put("etag", etag);
        }
        headers.put("accept-ranges", "bytes");
        if (!names(request.headers().getOrDefault("if-match", "*"))) {
            return new OriginResponse(412, headers, NOTHING);
        }
        if (names(request.headers().getOrDefault("if-none-match", ""))) {
            return new OriginResponse(304, headers, NOTHING);
        }
        headers.put("content-type", contentType);
        boolean isSameObject = request.headers().getOrDefault("if-range", etag).equals(etag);
        String range = isSameObject ? request.headers().getOrDefault("range", "") : "";
        return switch (ByteRange.of(range, length)) {
            case ByteRange.Whole() -> {
                headers.put("content-length", Long.toString(length));
                yield new OriginResponse(200, headers, isHead ? NOTHING : read(0, length));
            }
            case ByteRange.Part(long from, long to) -> {
                headers.put("content-range", "bytes " + from + "-" + (to - 1) + "/" + length);
                headers.put("content-length", Long.toString(to - from));
                yield new OriginResponse(206, headers, isHead ? NOTHING : read(from, to));
            }
            case ByteRange.Unsatisfiable() ->
                new OriginResponse(416, Map.of("content-range", "bytes */" + length, "etag", etag), NOTHING);
        };
    }

    /// Whether `condition`, `*` or a list of ETags, weak ones included, names this object.
    private boolean names(String condition) {
        for (String candidate : condition.split(",", -1)) {
            String bare = candidate.strip();
            boolean isThis = !etag.isEmpty() && (bare.startsWith("W/") ? bare.substring(2) : bare).equals(etag);
            if (isThis || bare.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private byte[] read(long from, long to) throws IOException {
        if (to - from > Integer.MAX_VALUE - 8) {
            throw new IOException("an answer of " + (to - from) + " bytes is more than the simulator holds");
        }
        return bytes.read(from, to);
    }
}
