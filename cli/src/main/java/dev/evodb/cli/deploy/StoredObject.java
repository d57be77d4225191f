package dev.evodb.cli.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// An object that snippets read ranges of: the file it is uploaded from, and the URL that it is to be
/// served at.
///
/// It has to be served as it is, without `content-encoding`: a range of compressed bytes would be another
/// one.
public record StoredObject(URI url, Path file, long bytes, String sha256, String cacheControl) {
    public static final String CONTENT_TYPE = "application/octet-stream";
    private static final int BUFFER_BYTES = 1 << 16;

    /// Reads `file` once, for its length and checksum.
    ///
    /// @throws IllegalArgumentException if `url` is no http(s) URL with a path, or `cacheControl` no
    ///     header value
    public static StoredObject of(String url, Path file, String cacheControl) throws IOException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the pack's URL is no URL: " + url, e);
        }
        boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getPath().length() < 2 || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("the pack's URL must be http(s)://host/path, got " + url);
        }
        if (!cacheControl.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("cache-control must be printable ASCII");
        }
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            for (int read; (read = in.read(buffer)) >= 0; bytes += read) {
                digest.update(buffer, 0, read);
            }
            return new StoredObject(uri, file, bytes, HexFormat.of().formatHex(digest.digest()), cacheControl);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The name of the object in its bucket: the URL's path, as a custom domain maps it.
    public String key() {
        return url.getPath().substring(1);
    }

    public String host() {
        return url.getHost();
    }
}
