package dev.evodb.sim.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// An origin whose objects and redirects are held in memory. Not safe for use by several threads while it is
/// filled.
public final class MemoryOrigin implements Origin {
    private final Map<String, Origin> answers = new HashMap<>();

    /// Stores an object under `path`, which starts with `/`. The bytes are borrowed; the ETag is a digest of
    /// them.
    public MemoryOrigin object(String path, byte[] bytes) {
        StoredObject object = new StoredObject(
                bytes.length,
                etag(bytes),
                "application/octet-stream",
                (from, to) -> Arrays.copyOfRange(bytes, Math.toIntExact(from), Math.toIntExact(to)));
        return put(path, object::answer);
    }

    /// Stores a text in UTF-8 under `path`.
    public MemoryOrigin object(String path, String text) {
        return object(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers `path` with a redirect of `status` (301, 302, 303, 307 or 308) to `location`, absolute or
    /// relative.
    public MemoryOrigin redirect(String path, int status, String location) {
        OriginResponse answer = new OriginResponse(status, Map.of("location", location), new byte[0]);
        return put(path, request -> answer);
    }

    /// Lets `origin` answer `path`.
    ///
    /// @throws IllegalArgumentException if the path does not start with `/`
    public MemoryOrigin put(String path, Origin origin) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must start with /, got " + path);
        }
        answers.put(path, origin);
        return this;
    }

    @Override
    public OriginResponse answer(SnippetRequest request) throws IOException {
        Origin origin = answers.get(Url.parse(request.url()).path());
        return origin == null ? OriginResponse.text(404, "no such object") : origin.answer(request);
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
